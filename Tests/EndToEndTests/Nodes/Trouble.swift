/// What can happen to nodes and to their database.
enum Trouble: String, Sendable, CaseIterable {
    /// A node is killed, and started again.
    case nodeDies
    /// The database ends and comes back.
    case databaseRestarts
    /// Every connection to the database is closed at once.
    case connectionsBreak
    /// Every connection to the database is slow for a while.
    case connectionsAreSlow
    /// Nothing passes between nodes and database for a while, and nobody is told.
    case connectionsAreSilent
    /// The database dies for good, and its standby takes over.
    case databaseFailsOver

    /// Each kind, several times and in any order, nodes that die most often; the one that can happen once only at the end.
    static func all(rounds: Int, _ random: inout SeededRandom) -> [Trouble] {
        let kinds = allCases.filter { $0 != .databaseFailsOver } + [.nodeDies, .nodeDies]
        return (0..<rounds).flatMap { _ in kinds }.shuffled(using: &random) + [.databaseFailsOver, .nodeDies]
    }
}
