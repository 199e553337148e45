/// A transaction, for its statements.
///
/// It lives as long as the closure that it was given to.
public protocol Transaction {
    /// The way this database system spells what the systems spell differently.
    var dialect: Dialect { get }

    /// Executes a statement and drops its rows.
    ///
    /// - Parameter sql: One statement with its bound values.
    /// - Returns: The number of rows inserted, updated or deleted by the statement itself (not by triggers or cascades).
    /// - Throws: A ``PersistenceError`` with the code of the violated constraint or of the failure.
    @discardableResult
    func execute(_ sql: SQL) throws -> Int

    /// Executes a statement and returns all of its rows.
    ///
    /// - Parameter sql: One statement with its bound values; a query, or a change with `RETURNING`.
    /// - Returns: The rows, in the order in which the database gave them.
    /// - Throws: A ``PersistenceError`` with the code of the violated constraint or of the failure.
    func rows(_ sql: SQL) throws -> [Row]
}

extension Transaction {
    /// Executes a statement and returns its first row.
    ///
    /// - Parameter sql: One statement with its bound values.
    /// - Returns: The first row, or nil when there is none.
    /// - Throws: A ``PersistenceError`` with the code of the violated constraint or of the failure.
    public func row(_ sql: SQL) throws -> Row? {
        try rows(sql).first
    }

    /// Whether a query has a row.
    ///
    /// - Parameter sql: A query with its bound values.
    /// - Returns: True when there is at least one row.
    /// - Throws: A ``PersistenceError`` with the code of the failure.
    public func exists(_ sql: SQL) throws -> Bool {
        try !rows(sql).isEmpty
    }
}
