import Persistence

/// How a transaction begins.
enum TransactionKind: Sendable {
    /// One committed state, nothing can be written.
    case snapshot
    /// A write that others cannot be told from one alone.
    case serializable
    /// A write whose statements each see what was committed before.
    case readCommitted

    init(_ isolation: Isolation) {
        self =
            switch isolation {
            case .serializable: .serializable
            case .readCommitted, .grouped: .readCommitted
            }
    }

    var beginning: RenderedSQL {
        switch self {
        case .snapshot: .control("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        case .serializable: .control("BEGIN ISOLATION LEVEL SERIALIZABLE")
        case .readCommitted: .control("BEGIN ISOLATION LEVEL READ COMMITTED")
        }
    }
}
