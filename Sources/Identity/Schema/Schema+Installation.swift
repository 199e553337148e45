import Persistence

/// Which installation the database belongs to: one row, which the first start writes.
extension IdentitySchema {
    static let installation = Migration(
        "installation",
        [
            """
            CREATE TABLE installation (
                id \(type: .bigint) NOT NULL PRIMARY KEY,
                identifier \(type: .bytes) NOT NULL,
                CHECK (id = 1)
            ) \(options: .strict)
            """
        ]
    )

    static let installationTable = TableDescription(
        "installation",
        key: ["id"],
        ["id": .bigint, "identifier": .bytes]
    )
}
