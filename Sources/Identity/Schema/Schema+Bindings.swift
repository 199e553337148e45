import Persistence

extension IdentitySchema {
    /// Sessions that are bound to a key of their client.
    static let bindings = Migration(
        "session_bindings",
        [
            // The RFC 7638 thumbprint of the key; NULL for a session that whoever holds its refresh token may use.
            "ALTER TABLE sessions ADD COLUMN key_thumbprint \(type: .text)",
            // When a refresh without the right proof was last written into the audit trail.
            "ALTER TABLE sessions ADD COLUMN proof_refused_at \(type: .bigint)",
        ]
    )
}
