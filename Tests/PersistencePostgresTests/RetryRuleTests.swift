import Testing

@testable import PersistencePostgres

@Suite struct `A transaction that failed for another's sake` {
    private let rule = RetryRule(patience: .seconds(3), conflictPatience: .seconds(5))

    @Test func `comes back after a pause that grows up to a bound`() {
        let pauses = (1...12).compactMap { rule.pause(afterTries: $0, elapsed: .zero, .again, chance: 0.999) }
        #expect(pauses.count == 12)
        #expect(pauses == pauses.sorted())
        #expect(pauses[0] < .milliseconds(3) && pauses[11] < .milliseconds(100) && pauses[11] > .milliseconds(90))
    }

    @Test func `comes back at a moment of its own`() {
        let early = rule.pause(afterTries: 5, elapsed: .zero, .again, chance: 0.1)
        let late = rule.pause(afterTries: 5, elapsed: .zero, .again, chance: 0.9)
        #expect(early != nil && late != nil && early != late)
    }

    @Test func `is given up after a while, sooner when the database cannot be reached`() {
        #expect(rule.pause(afterTries: 1, elapsed: .seconds(3), .onAnotherConnection, chance: 0.5) == nil)
        #expect(rule.pause(afterTries: 1, elapsed: .seconds(3), .again, chance: 0.5) != nil)
        #expect(rule.pause(afterTries: 1, elapsed: .seconds(5), .again, chance: 0.5) == nil)
    }
}
