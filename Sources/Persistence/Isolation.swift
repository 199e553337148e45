/// What a transaction may assume about the others that run at the same time.
///
/// SQLite has one writer, so there every write is serialisable and the difference does not show.
public enum Isolation: Sendable, Hashable {
    /// As if the writes ran one after another: what the body has read still holds when it commits.
    ///
    /// The body is run again when that could not be kept.
    case serializable
    /// Each statement sees what was committed before it began, and waits for rows that another write is changing.
    ///
    /// For bodies whose decisions each lie in one conditional statement: many of them at once on one row wait for each other
    /// instead of failing and starting again.
    case readCommitted
    /// As ``readCommitted``, for a body that changes a row which hardly anybody else wants at the same moment.
    ///
    /// A driver may put several of them into one commit, where each keeps its row locked until all are done. A body may be run
    /// again because a neighbour failed.
    case grouped
}
