import Persistence

extension IdentitySchema {
    /// The attempts of the last few refreshes instead of the last one only.
    static let attempts = Migration(
        "session_attempts",
        [
            // Hashes of 8 bytes, the newest first. What stands there is a hash of 16 bytes, whose first half is the hash of now.
            "ALTER TABLE sessions RENAME COLUMN attempt TO attempts"
        ]
    )
}
