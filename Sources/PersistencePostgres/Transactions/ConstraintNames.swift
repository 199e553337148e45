import Persistence
import Synchronization

/// The columns of unique indexes, which the server names by the index alone.
final class ConstraintNames: Sendable {
    private let known = Mutex<[String: String]>([:])

    /// The table and the columns of an index, as `accounts.country, accounts.number`.
    ///
    /// - Parameters:
    ///   - index: The name of the index.
    ///   - server: A connection without a transaction.
    ///   - deadline: When to give up.
    /// - Returns: nil when the server cannot be asked, or the index is over an expression.
    func columns(
        ofIndex index: String,
        on server: ServerConnection,
        until deadline: ContinuousClock.Instant?
    ) -> String? {
        if let known = known.withLock({ $0[index] }) { return known }
        let query: SQL = """
            SELECT t.relname AS table_name, a.attname AS column_name
            FROM pg_index i
            JOIN pg_class x ON x.oid = i.indexrelid
            JOIN pg_class t ON t.oid = i.indrelid
            CROSS JOIN unnest(i.indkey) WITH ORDINALITY AS k (number, place)
            JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.number
            WHERE x.relname = \(index) AND pg_table_is_visible(x.oid)
            ORDER BY k.place
            """
        guard let statement = try? query.rendered(in: .postgreSQL),
            case .rows(let rows, changed: _)? = try? server.answers(to: [statement], until: deadline).first,
            !rows.isEmpty
        else { return nil }
        let names = rows.compactMap { row -> String? in
            guard let table = try? row.text("table_name"), let column = try? row.text("column_name") else { return nil }
            return "\(table).\(column)"
        }
        let columns = names.joined(separator: ", ")
        known.withLock { $0[index] = columns }
        return columns
    }
}
