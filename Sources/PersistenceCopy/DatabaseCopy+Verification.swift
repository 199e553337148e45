import Persistence
import Synchronization

extension DatabaseCopy {
    /// Reads both databases from beginning to end and compares every table.
    ///
    /// - Parameters:
    ///   - ledger: What was read when the rows were copied.
    ///   - progress: Called after each page of either.
    /// - Returns: The tables, all of them the same.
    /// - Throws: ``CopyError/Code/sourceChanged`` or ``CopyError/Code/targetDiffers``.
    func verify(
        _ ledger: CopyLedger,
        _ progress: @escaping @Sendable (CopyProgress) -> Void
    ) async throws -> [CopyReport.Table] {
        let meter = VerificationMeter(total: 2 * tables.reduce(Int64(0)) { $0 + ledger[$1].rows }, progress)
        var report: [CopyReport.Table] = []
        for table in tables {
            async let ofSource = checksum(of: table, in: source, meter)
            async let ofTarget = checksum(of: table, in: target, meter)
            let (expected, found) = try await (ofSource, ofTarget)
            guard expected.checksum == ledger[table] else { throw CopyError.sourceChanged(table: table.name) }
            guard found == expected else {
                throw CopyError.targetDiffers(
                    table: table.name,
                    expected: expected.checksum.rows,
                    found: found.checksum.rows
                )
            }
            report.append(
                CopyReport.Table(
                    name: table.name.description,
                    rows: found.checksum.rows,
                    checksum: found.checksum.text
                )
            )
        }
        return report
    }

    private struct Content: Sendable, Hashable {
        var checksum = TableChecksum()
        var identityCounter: Int64 = 0
    }

    private func checksum(
        of table: TableDescription,
        in place: Place,
        _ meter: VerificationMeter
    ) async throws -> Content {
        var content = Content()
        let reader = TableReader(database: place.database, table: table, pageSize: batchSize)
        try await reader.forEachPage { rows in
            for row in rows { content.checksum.add(row) }
            meter.add(rows.count)
        }
        if table.hasIdentity {
            content.identityCounter = try await place.database.read { try $0.identityCounter(of: table) }
        }
        return content
    }
}

/// Counts the rows that two readers have read.
private final class VerificationMeter: Sendable {
    private let total: Int64
    private let progress: @Sendable (CopyProgress) -> Void
    private let rows = Mutex<Int64>(0)

    init(total: Int64, _ progress: @escaping @Sendable (CopyProgress) -> Void) {
        self.total = total
        self.progress = progress
    }

    func add(_ count: Int) {
        rows.withLock { rows in
            rows += Int64(count)
            progress(CopyProgress(phase: .verifying, rows: rows, total: total))
        }
    }
}
