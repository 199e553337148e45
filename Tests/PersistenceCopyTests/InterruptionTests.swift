import Persistence
import PersistenceCopy
import PersistenceSQLite
import Testing

@Suite struct `An interrupted copy` {
    /// Fails at one write after the other, of the source or of the target, and goes on each time.
    private func interruptEverywhere(
        _ failure: FailingDatabase.Failure,
        _ place: (any Database, any Database, Int) -> (FailingDatabase, DatabaseCopy)
    ) async throws -> Int {
        for count in 0..<1000 {
            let (old, new) = (try SQLiteDatabase.inMemory(), try SQLiteDatabase.inMemory())
            try await old.fill(20)
            let before = try await old.content()
            let (failing, copy) = place(old, new, count)
            let outcome = try? await copy.run()
            guard failing.hasFailed else {
                #expect(outcome != nil)
                return count
            }
            #expect(outcome == nil, "write \(count) failed")
            let report = try await DatabaseCopy(old, new).run()
            #expect(try await new.content() == before, "write \(count)")
            #expect(try await new.migrate(SampleSchema.migrations).isEmpty, "it may be used")
            #expect(try await refusingCode { try await old.migrate(SampleSchema.migrations) } == .sealed)
            #expect(report.wasComplete || report.rows == Int64(before.values.reduce(0) { $0 + $1.count }))
            try await old.close()
            try await new.close()
        }
        return 1000
    }

    @Test(arguments: FailingDatabase.Failure.allCases)
    func `goes on where it was, whichever write to the target failed`(failure: FailingDatabase.Failure) async throws {
        let writes = try await interruptEverywhere(failure) { old, new, count in
            let failing = FailingDatabase(new, failure, after: count)
            return (failing, DatabaseCopy(old, failing))
        }
        #expect(writes > 15)
    }

    @Test(arguments: FailingDatabase.Failure.allCases)
    func `goes on where it was, whichever write to the source failed`(failure: FailingDatabase.Failure) async throws {
        let writes = try await interruptEverywhere(failure) { old, new, count in
            let failing = FailingDatabase(old, failure, after: count)
            return (failing, DatabaseCopy(failing, new))
        }
        #expect(writes == 3, "its record is prepared, it is sealed, and the end is written down")
    }

    @Test func `writes nothing a second time`() async throws {
        let (old, new) = (try SQLiteDatabase.inMemory(), try SQLiteDatabase.inMemory())
        try await old.fill(200)
        await #expect(throws: FailingDatabase.failure) {
            try await DatabaseCopy(old, FailingDatabase(new, .answerLost, after: 20)).run()
        }
        // The one row of `state` was there before.
        let half = try await new.content().filter { $0.key != "state" }.values.reduce(0) { $0 + $1.count }
        let first = Moments()
        let report = try await DatabaseCopy(old, new).run(identifier: copyIdentifier) { first.append($0) }
        #expect(half > 50 && first.all.first?.rows == Int64(half) && report.hasGoneOn)
    }

    @Test func `by cancelling its task stops between two batches`() async throws {
        let (old, new) = (try SQLiteDatabase.inMemory(), try SQLiteDatabase.inMemory())
        try await old.fill(100)
        let before = try await old.content()
        let task = Task {
            try await DatabaseCopy(old, new).run(identifier: copyIdentifier) { progress in
                if progress.rows > 20 { unsafe withUnsafeCurrentTask { unsafe $0?.cancel() } }
            }
        }
        await #expect(throws: CancellationError.self) { try await task.value }
        let half = try await new.content().values.reduce(0) { $0 + $1.count }
        #expect(half > 20 && half < 60)
        #expect(try await DatabaseCopy(old, new).run().hasGoneOn)
        #expect(try await new.content() == before)
    }
}
