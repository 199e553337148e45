import Persistence

/// How far each table of an unfinished copy is: the table `tessera_copy_tables` of the target.
///
/// It is written in the same transactions as the rows.
struct CopyLedger: Sendable {
    /// Count and checksum of the rows that are there, by the table's name.
    private var checksums: [String: TableChecksum]

    init(_ rows: [Row]) throws {
        checksums = [:]
        for row in rows {
            checksums[try row.text("table_name")] = try TableChecksum(
                bytes: row.bytes("checksum"),
                rows: row.integer("row_count")
            )
        }
    }

    subscript(table: TableDescription) -> TableChecksum {
        get { checksums[table.name.description] ?? TableChecksum() }
        set { checksums[table.name.description] = newValue }
    }
}

extension Transaction {
    /// Creates the ledger, with nothing copied of any table.
    func createCopyLedger(_ tables: [TableDescription]) throws {
        try execute(
            """
            CREATE TABLE tessera_copy_tables (
                table_name \(type: .text) NOT NULL PRIMARY KEY,
                row_count \(type: .bigint) NOT NULL,
                checksum \(type: .bytes) NOT NULL
            ) \(options: .strict)
            """
        )
        for table in tables {
            try execute(
                """
                INSERT INTO tessera_copy_tables (table_name, row_count, checksum)
                VALUES (\(table.name.description), 0, \(TableChecksum().bytes))
                """
            )
        }
    }

    func copyLedger() throws -> CopyLedger {
        try CopyLedger(rows("SELECT table_name, row_count, checksum FROM tessera_copy_tables"))
    }

    /// Writes down that a batch is there; nothing happens unless the batch before it was the last one.
    ///
    /// - Returns: Whether it was.
    func advanceCopyLedger(
        _ table: TableDescription,
        from before: TableChecksum,
        to after: TableChecksum
    ) throws -> Bool {
        try execute(
            """
            UPDATE tessera_copy_tables SET row_count = \(after.rows), checksum = \(after.bytes)
            WHERE table_name = \(table.name.description) AND row_count = \(before.rows) AND checksum = \(before.bytes)
            """
        ) == 1
    }

    func removeCopyLedger() throws {
        try execute("DROP TABLE tessera_copy_tables")
    }
}
