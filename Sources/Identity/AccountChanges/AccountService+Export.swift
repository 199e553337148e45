import Persistence
public import TesseraJOSE
import TesseraOAuth

extension AccountService {
    /// All that is held on a user, as JSON: the account, its sessions and its audit events.
    ///
    /// No secrets: a password's hash helps nobody but a thief.
    ///
    /// - Throws: `IdentityError` `account_not_found`.
    public func export(_ id: AccountID) async throws -> JSONValue {
        let now = time.now()
        let (account, sessions, events) = try await database.read { transaction in
            guard let account = try transaction.accounts.find(.id(id))?.account else { throw AccountService.notFound }
            return (
                account,
                try transaction.sessions.list(of: id, endedAfter: Timestamp(milliseconds: 0), limit: 10_000),
                try transaction.audit.events(AuditPage(account: id, kinds: nil, limit: 10_000))
            )
        }
        try await database.write { transaction in
            try transaction.audit.append(AuditEvent(.accountExported, at: now, by: .account(id), account: id))
        }
        return .object([
            "exported_at": .string(now.rfc3339),
            "account": .object(account.exported),
            "sessions": .array(sessions.map { .object($0.exported(at: now)) }),
            "audit_events": .array(events.map { .object($0.exported) }),
        ])
    }
}

extension JSONValue {
    fileprivate init(_ text: String?) {
        self = text.map(JSONValue.string) ?? .null
    }

    fileprivate init(_ moment: Timestamp?) {
        self = moment.map { .string($0.rfc3339) } ?? .null
    }

    fileprivate init(_ words: [String]) {
        self = .array(words.map(JSONValue.string))
    }
}

extension Account {
    fileprivate var exported: JSONObject {
        [
            "id": .string(id.description),
            "user_name": JSONValue(userName),
            "email": JSONValue(email),
            "email_verified": .bool(isEmailVerified),
            "display_name": JSONValue(displayName),
            "roles": JSONValue(roles),
            "permissions": JSONValue(permissions),
            "created_at": JSONValue(createdAt),
            "updated_at": JSONValue(updatedAt),
            "last_signed_in_at": JSONValue(lastSignedInAt),
            "disabled_at": JSONValue(disabledAt),
            "password_changed_at": JSONValue(passwordChangedAt),
        ]
    }
}

extension Session {
    fileprivate func exported(at now: Timestamp) -> JSONObject {
        let end = end(asOf: now)
        return [
            "id": .string(self.id.description),
            "client_id": .string(self.clientID),
            "transport": .string(self.transport.rawValue),
            "scope": .string(self.scope.text),
            "methods": JSONValue(self.methods),
            "generation": .integer(self.generation),
            "created_at": JSONValue(createdAt),
            "authenticated_at": JSONValue(self.authenticatedAt),
            "last_seen_at": JSONValue(lastSeenAt),
            "expires_at": JSONValue(expiresAt),
            "created_address": .string(createdAddress),
            "created_user_agent": JSONValue(createdUserAgent),
            "last_address": .string(lastAddress),
            "last_user_agent": JSONValue(lastUserAgent),
            "ended_at": JSONValue(end?.at),
            "end_cause": JSONValue(end?.cause.rawValue),
        ]
    }
}

extension AuditEvent {
    fileprivate var exported: JSONObject {
        [
            "at": JSONValue(at),
            "kind": .string(kind.rawValue),
            "actor": .string(actor),
            "session_id": JSONValue(sessionID?.description),
            "address": .string(address),
            "user_agent": JSONValue(userAgent),
            "detail": detail.map(JSONValue.object) ?? .null,
        ]
    }
}
