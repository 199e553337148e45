import Simulation
import Testing

@Suite("Mistakes on purpose") struct MutationTests {
    /// The most seeds that it takes to find each; a mistake that is not found by then means that the simulation has become blind.
    private static let enough = 1_500

    @Test("each is found", arguments: Mutation.allCases)
    func found(_ mutation: Mutation) throws {
        let summary = Campaign(count: Self.enough, isLong: mutation.isRare, mutation: mutation).run()
        let violation = try #require(
            summary.violations.values.first,
            "\(mutation) was not found in \(summary.seeds) seeds"
        )
        #expect(mutation.breaks.contains(violation.invariant), "\(violation)")
    }
}

extension Mutation {
    /// The invariants that the mistake may break.
    var breaks: Set<Invariant> {
        switch self {
        case .findThenUpdate: [.oneSuccessor, .durability, .thiefCaught, .neverSignedOut]
        case .endedSessionIsRefreshed: [.endIsEnd]
        case .lateCopyIsReuse: [.neverSignedOut]
        case .graceFromExpiry, .reuseEndsNothing, .deadTokenIsAccepted, .noReplacementLimit: [.thiefCaught]
        case .attemptIsDropped: [.neverSignedOut, .oneSuccessor]
        case .reuseEndsEverySession: [.oneFamily]
        case .statusBitInASecondTransaction, .missedEventsAreNotTold: [.endIsEnd]
        case .answerBeforeCommit: [.durability, .oneSuccessor, .endIsEnd]
        case .attemptIsNotSaved, .earlierAttemptIsForgotten, .noFence, .failureIsRefusal:
            [.neverSignedOut]
        }
    }

    /// Whether it takes a rare coincidence to do harm: a late answer that overtakes newer ones, or four that are lost in a row of 16.
    var isRare: Bool { self == .earlierAttemptIsForgotten || self == .noFence || self == .noReplacementLimit }
}
