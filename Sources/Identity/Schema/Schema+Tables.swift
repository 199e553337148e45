public import Persistence

extension IdentitySchema {
    /// Every table that the migrations make, with all of its columns; those that are referenced before those that refer.
    ///
    /// A copy of a database has all of these.
    public static let tables: [TableDescription] = [
        accountTable, sessionTable, signingKeyTable, auditTable, setupTable, throttleTable, familiarAddressTable,
        statusStateTable, freePositionTable, revocationTable, verifierServerTable, verifierTable, confirmationTable,
        clientTable, leaseTable, auditFloorTable, installationTable,
    ]

    private static let accountTable = TableDescription(
        "accounts",
        key: ["id"],
        [
            "id": .bytes, "user_name": .text, "user_name_key": .text, "email": .text, "email_key": .text,
            "email_verified": .bool, "display_name": .text, "password_hash": .text, "password_changed_at": .bigint,
            "roles": .text, "permissions": .text, "administrator": .bool, "created_at": .bigint, "updated_at": .bigint,
            "last_signed_in_at": .bigint, "disabled_at": .bigint, "credentials_version": .bigint,
        ]
    )

    private static let sessionTable = TableDescription(
        "sessions",
        key: ["id"],
        [
            "id": .bytes, "account_id": .bytes, "client_id": .text, "transport": .text, "scope": .text,
            "methods": .text,
            "generation": .bigint, "attempts": .bytes, "rotated_at": .bigint, "created_at": .bigint,
            "authenticated_at": .bigint, "last_seen_at": .bigint, "idle_expires_at": .bigint, "expires_at": .bigint,
            "created_address": .text, "created_user_agent": .text, "last_address": .text, "last_user_agent": .text,
            "ended_at": .bigint, "end_cause": .text, "reuse_generation_gap": .bigint, "reuse_milliseconds": .bigint,
            "reuse_address_differed": .bool, "reuse_user_agent_differed": .bool, "status_position": .bigint,
            "key_thumbprint": .text, "proof_refused_at": .bigint,
        ]
    )

    private static let signingKeyTable = TableDescription(
        "signing_keys",
        key: ["id"],
        [
            "id": .text, "algorithm": .text, "public_key": .text, "wrapped_private_key": .bytes, "created_at": .bigint,
            "activates_at": .bigint, "retires_at": .bigint, "expires_at": .bigint, "revoked_at": .bigint,
            "revocation_reason": .text, "revocation_sequence": .bigint, "token_lifetime": .bigint,
        ]
    )

    private static let auditTable = TableDescription(
        "audit_events",
        key: ["id"],
        [
            "id": .identity, "at": .bigint, "kind": .text, "actor": .text, "account_id": .bytes, "session_id": .bytes,
            "address": .text, "user_agent": .text, "detail": .text,
        ]
    )

    private static let setupTable = TableDescription(
        "setup_tokens",
        key: ["hash"],
        ["hash": .bytes, "expires_at": .bigint]
    )

    private static let throttleTable = TableDescription(
        "sign_in_throttles",
        key: ["key"],
        ["key": .bytes, "full_at": .bigint]
    )

    private static let familiarAddressTable = TableDescription(
        "familiar_addresses",
        key: ["account", "address"],
        ["account": .bytes, "address": .bytes, "seen_at": .bigint]
    )

    private static let statusStateTable = TableDescription(
        "status_state",
        key: ["id"],
        hasInitialRows: true,
        [
            "id": .bigint, "next_position": .bigint, "last_sequence": .bigint, "purged_sequence": .bigint,
            "purged_at": .bigint,
        ]
    )

    private static let freePositionTable = TableDescription(
        "free_status_positions",
        key: ["position"],
        ["position": .bigint, "free_from": .bigint]
    )

    private static let revocationTable = TableDescription(
        "revocations",
        key: ["sequence"],
        ["sequence": .bigint, "position": .bigint, "key_id": .text, "revoked_at": .bigint]
    )

    private static let verifierServerTable = TableDescription(
        "verifier_servers",
        key: ["id"],
        ["id": .bytes, "last_seen_at": .bigint]
    )

    private static let verifierTable = TableDescription(
        "verifiers",
        key: ["id"],
        [
            "id": .identity, "stream_hash": .bytes, "server_id": .bytes, "name": .text, "address": .text,
            "known_since": .bigint, "connected_at": .bigint, "disconnected_at": .bigint, "confirmed_sequence": .bigint,
            "confirmed_at": .bigint,
        ]
    )

    private static let confirmationTable = TableDescription(
        "key_confirmations",
        key: ["verifier_id", "key_id"],
        ["verifier_id": .bigint, "key_id": .text, "confirmed_at": .bigint]
    )

    private static let leaseTable = TableDescription(
        "leases",
        key: ["name"],
        ["name": .text, "holder": .bytes, "held_until": .bigint]
    )

    private static let auditFloorTable = TableDescription(
        "audit_floor",
        key: ["id"],
        hasInitialRows: true,
        ["id": .bigint, "removable_before": .bigint]
    )

    private static let clientTable = TableDescription(
        "clients",
        key: ["id"],
        [
            "id": .text, "name": .text, "permissions": .text, "created_at": .bigint, "disabled_at": .bigint,
            "last_used_at": .bigint, "secret_hash": .bytes, "secret_created_at": .bigint,
            "previous_secret_hash": .bytes,
            "previous_secret_created_at": .bigint, "previous_secret_expires_at": .bigint,
        ]
    )
}
