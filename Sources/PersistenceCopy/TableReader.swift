import Persistence

/// Reads a table from one end to the other, a page at a time, so that memory is bounded.
struct TableReader: Sendable {
    let database: any Database
    let table: TableDescription
    let pageSize: Int

    /// The rows behind a key, nil for the beginning: a page, and less only at the end.
    func page(after key: [SQLValue]?) async throws -> [[SQLValue]] {
        let rows = try await database.read { [table, pageSize] in try $0.rows(table.page(after: key, limit: pageSize)) }
        return try rows.map(table.canonical)
    }

    /// The key of the row at a position, counted from 0; nil when there are not so many.
    func key(at position: Int64) async throws -> [SQLValue]? {
        let row = try await database.read { [table] in try $0.row(table.row(at: position)) }
        return try row.map { table.keyValues(of: try table.canonical($0)) }
    }

    /// Calls a body with each page behind a key, and reads the next page meanwhile.
    ///
    /// - Parameters:
    ///   - key: Where to begin; nil for the beginning.
    ///   - body: What to do with a page, which has at least one row.
    /// - Throws: What the database and the body throw; `CancellationError` between two pages.
    func forEachPage(after key: [SQLValue]? = nil, _ body: ([[SQLValue]]) async throws -> Void) async throws {
        var rows = try await page(after: key)
        while let last = rows.last {
            try Task.checkCancellation()
            let behind = rows.count < pageSize ? nil : table.keyValues(of: last)
            async let following = page(behind: behind)
            try await body(rows)
            rows = try await following
        }
    }

    private func page(behind key: [SQLValue]?) async throws -> [[SQLValue]] {
        guard let key else { return [] }
        return try await page(after: key)
    }
}
