import Identity
import TesseraJOSE
import TesseraOAuth

/// Sessions for people and for programs; the members' names are those of the HTTP API.
enum SessionText {
    /// The session as JSON.
    static func json(_ session: Session, now: Timestamp) -> JSONValue {
        var object = JSONObject()
        object["id"] = .string(session.id.description)
        object["client_id"] = .string(session.clientID)
        object["address"] = .string(session.lastAddress)
        object["created_address"] = .string(session.createdAddress)
        object["user_agent"] = .optional(session.lastUserAgent)
        object["transport"] = .string(session.transport.rawValue)
        object["scope"] = .string(session.scope.text)
        object["generation"] = .integer(session.generation)
        object["methods"] = .array(session.methods.map(JSONValue.string))
        object["created_at"] = .string(MomentText.precise(session.createdAt))
        object["authenticated_at"] = .string(MomentText.precise(session.authenticatedAt))
        object["last_seen_at"] = .string(MomentText.precise(session.lastSeenAt))
        object["idle_expires_at"] = .string(MomentText.precise(session.idleExpiresAt))
        object["expires_at"] = .string(MomentText.precise(session.expiresAt))
        object["end"] = session.end(asOf: now).map(json) ?? .null
        return .object(object)
    }

    private static func json(_ end: SessionEnd) -> JSONValue {
        var object = JSONObject()
        object["at"] = .string(MomentText.precise(end.at))
        object["cause"] = .string(end.cause.rawValue)
        object["description"] = .string(end.cause.sentence)
        if let reuse = end.reuse {
            object["evidence"] = [
                "generation_gap": .integer(reuse.generationGap),
                "milliseconds_since_rotation": .integer(reuse.millisecondsSinceRotation),
                "address_differed": .bool(reuse.addressDiffered),
                "user_agent_differed": .bool(reuse.userAgentDiffered),
            ]
        }
        return .object(object)
    }

    /// Sessions as a table.
    static func table(_ sessions: [Session], now: Timestamp) -> String {
        TextLayout.table(
            header: ["ID", "BEGAN", "LAST SEEN", "ADDRESS", "STATE", "USER AGENT"],
            rows: sessions.map { session in
                [
                    session.id.description,
                    MomentText.readable(session.createdAt),
                    MomentText.relative(session.lastSeenAt.seconds, to: now.seconds),
                    SafeText.printable(session.lastAddress.isEmpty ? "-" : session.lastAddress),
                    session.end(asOf: now)?.cause.rawValue ?? "alive",
                    SafeText.printable(session.lastUserAgent ?? "-", limit: 40),
                ]
            }
        )
    }
}
