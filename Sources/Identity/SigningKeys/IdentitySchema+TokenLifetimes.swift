import Persistence

extension IdentitySchema {
    /// For how long the tokens of each signing key live, so that no process has to guess how long a key must stay published.
    static let tokenLifetimes = Migration(
        "token_lifetimes",
        [
            // Milliseconds. Nothing says how long the tokens of an older key live, so it is the longest that a server could be told
            // to give them: 86,400 s.
            "ALTER TABLE signing_keys ADD COLUMN token_lifetime \(type: .bigint) NOT NULL DEFAULT 86400000",
            // Keys that left the key set too early come back. 300,000 ms are the margin of KeySchedule.
            """
            UPDATE signing_keys SET expires_at = retires_at + 86700000
            WHERE revoked_at IS NULL AND expires_at < retires_at + 86700000
            """,
        ]
    )
}
