import Persistence

extension IdentitySchema {
    /// A count of the changes of an account's credentials, so that what rests on a proof need not know which credential it was.
    static let credentialsVersion = Migration(
        "credentials_version",
        ["ALTER TABLE accounts ADD COLUMN credentials_version \(type: .bigint) NOT NULL DEFAULT 0"]
    )
}
