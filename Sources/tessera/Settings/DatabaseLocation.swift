import PersistencePostgres

/// Which database contains the state.
enum DatabaseLocation: Sendable, Hashable {
    /// A SQLite file, which one machine has for itself.
    case sqlite(path: String)
    /// A PostgreSQL database, which several nodes may share, with the most connections that this one opens.
    case postgreSQL(PostgresAddress, connections: Int)

    /// Whether other nodes may use it too.
    var isShared: Bool {
        switch self {
        case .sqlite: false
        case .postgreSQL: true
        }
    }
}

extension DatabaseLocation: CustomStringConvertible {
    /// The path, or the URL without its password.
    var description: String {
        switch self {
        case .sqlite(let path): path
        case .postgreSQL(let address, _): address.description
        }
    }
}
