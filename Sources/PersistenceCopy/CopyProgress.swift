/// How far a copy is.
public struct CopyProgress: Sendable, Hashable {
    /// What is being done.
    public enum Phase: Sendable, Hashable {
        /// Rows are written to the target.
        case copying
        /// Both databases are read.
        case verifying
    }

    /// What is being done.
    public let phase: Phase
    /// The rows that are done; when verifying, those of both databases.
    public let rows: Int64
    /// The rows that there are to do in this phase.
    public let total: Int64

    /// The part that is done, from 0 to 1.
    public var fraction: Double {
        total == 0 ? 1 : Double(rows) / Double(total)
    }
}
