import Persistence

extension DatabaseCopy {
    /// Writes every row that the target does not have yet.
    ///
    /// - Returns: Count and checksum of each table as it was read here and, before an interruption, by earlier runs.
    func copyRows(_ progress: @escaping @Sendable (CopyProgress) -> Void) async throws -> CopyLedger {
        var ledger = try await target.database.read { try $0.copyLedger() }
        let total = try await rowCount()
        var done = tables.reduce(Int64(0)) { $0 + ledger[$1].rows }
        progress(CopyProgress(phase: .copying, rows: done, total: total))
        for table in tables {
            let reader = TableReader(database: source.database, table: table, pageSize: batchSize)
            let copied = ledger[table].rows
            // The source is sealed, so what was the last row is still at its place.
            try await reader.forEachPage(after: copied == 0 ? nil : reader.key(at: copied - 1)) { rows in
                let before = ledger[table]
                var after = before
                for row in rows { after.add(row) }
                try await write(rows, into: table, from: before, to: after)
                ledger[table] = after
                done += Int64(rows.count)
                progress(CopyProgress(phase: .copying, rows: done, total: total))
            }
            try await copyIdentityCounter(of: table)
        }
        return ledger
    }

    /// How many rows the source has.
    private func rowCount() async throws -> Int64 {
        try await source.database.read { [tables] transaction in
            try tables.reduce(0) { $0 + (try transaction.row($1.count)?.integer("n") ?? 0) }
        }
    }

    /// Writes a batch and how far the table is now, both or neither.
    private func write(
        _ rows: [[SQLValue]],
        into table: TableDescription,
        from before: TableChecksum,
        to after: TableChecksum
    ) async throws {
        do {
            try await target.database.write { transaction in
                guard try transaction.advanceCopyLedger(table, from: before, to: after) else {
                    throw CopyError.interference
                }
                // Some of these rows may change in one direction only, and never go.
                guard !table.hasInitialRows else {
                    for row in rows where try transaction.execute(table.update(row)) == 0 {
                        try transaction.execute(table.insert([row]))
                    }
                    return
                }
                for start in stride(from: 0, to: rows.count, by: table.rowsPerStatement) {
                    try transaction.execute(table.insert(rows[start..<min(start + table.rowsPerStatement, rows.count)]))
                }
            }
        } catch let error as PersistenceError where error.isRefusalOfRow {
            throw CopyError.refusedRow(table: table.name, error)
        }
    }

    /// Lets numbers go on where they were, those of rows that are gone included.
    private func copyIdentityCounter(of table: TableDescription) async throws {
        guard table.hasIdentity else { return }
        let counter = try await source.database.read { try $0.identityCounter(of: table) }
        guard counter > 0 else { return }
        try await target.database.write { try $0.execute(.setIdentityCounter(of: table.name, to: counter)) }
    }
}

extension Transaction {
    /// The last number that a table's identity column has given.
    func identityCounter(of table: TableDescription) throws -> Int64 {
        try row("SELECT \(SQL.identityCounter(of: table.name)) AS counter")?.integer("counter") ?? 0
    }
}

extension PersistenceError {
    /// Whether the schema does not allow a row.
    fileprivate var isRefusalOfRow: Bool {
        [.uniqueViolation, .foreignKeyViolation, .notNullViolation, .checkViolation, .columnType, .invalidValue]
            .contains(code)
    }
}
