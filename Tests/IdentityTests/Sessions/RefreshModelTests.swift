import TesseraTesting
import TestSupport
import Testing

@testable import Identity

/// The rules beside a model of them that remembers every step in plain words, over thousands of refreshes by chance.
@Suite("Refreshes beside a model") struct RefreshModelTests {
    /// A family as the model knows it.
    private struct Model {
        struct Step {
            let from: Int64
            let to: Int64
            let attempt: String?
            let isReplacement: Bool
        }

        var steps: [Step] = []
        var dead: Set<Int64> = []
        var lastStepAt: Int64 = 0
        var hasEnded = false

        var good: Int64 { steps.last?.to ?? 0 }

        /// What a refresh is answered, as the documents say it.
        mutating func refresh(_ token: Int64, _ attempt: String?, isStrict: Bool, at now: Int64) -> String {
            guard !hasEnded else { return "ended" }
            let last = steps.last
            if token == good, last?.attempt == nil || last?.attempt != attempt {
                steps.append(Step(from: token, to: good + 1, attempt: attempt, isReplacement: false))
                lastStepAt = now
                return "rotated"
            }
            let elapsed = now - lastStepAt
            if !dead.contains(token) {
                if let attempt, last?.attempt == attempt { return "repeated" }
                if token == last?.from {
                    if elapsed <= 10_000, !isStrict { return "repeated" }
                    let replacements = steps.suffix(16).count { $0.isReplacement }
                    if !isStrict, attempt == nil, last?.attempt == nil, elapsed <= 300_000, replacements < 3 {
                        dead.insert(good)
                        steps.append(Step(from: token, to: good + 1, attempt: nil, isReplacement: true))
                        lastStepAt = now
                        return "replaced"
                    }
                }
                let madeIt = steps.suffix(16).contains { $0.to >= token && $0.attempt != nil && $0.attempt == attempt }
                if madeIt { return "superseded" }
            }
            hasEnded = true
            return "ended"
        }
    }

    private func word(_ outcome: RefreshOutcome<IssuedTokens>) -> String {
        switch outcome {
        case .rotated: "rotated"
        case .repeated: "repeated"
        case .replaced: "replaced"
        case .superseded: "superseded"
        case .unproven: "unproven"
        case .refused: "ended"
        }
    }

    @Test("say the same, and no token but the good one is ever given", arguments: [RefreshPolicy.grace, .strict])
    func model(policy: RefreshPolicy) async throws {
        let world = try await TestWorld { $0.refreshPolicy = policy }
        try await world.register()
        let sessions = world.identity.sessions
        let random = TestRandom(seed: 7).source
        func below(_ limit: Int) -> Int { Int(random.bytes(4).reduce(0) { $0 << 8 | UInt32($1) }) % limit }
        var seen: [String: Int] = [:]
        for family in 0..<300 {
            let first = try await world.signIn()
            var model = Model()
            for step in 0..<60 where !model.hasEnded {
                world.clock.advance(by: .milliseconds([0, 1, 10_000, 10_001, 60_000, 300_000, 300_001][below(7)]))
                var token = model.good
                var attempt = below(3) > 0 ? nil : "a\(step)"
                switch below(10) {
                case 0: token = max(0, model.good - Int64(below(5)))
                case 1, 2, 3: token = model.steps.last?.from ?? 0
                case 4, 5:
                    guard !model.steps.isEmpty else { break }
                    // A late copy of a refresh that made a step.
                    let copied = model.steps[model.steps.count - 1 - below(min(6, model.steps.count))]
                    (token, attempt) = (copied.from, copied.attempt)
                default: break
                }
                let expected = model.refresh(
                    token,
                    attempt,
                    isStrict: policy == .strict,
                    at: world.clock.moment.milliseconds
                )
                let text = sessions.codec.text(of: RefreshToken(sessionID: first.sessionID, generation: token))
                let outcome = try await sessions.refresh(text, attempt: attempt, from: TestWorld.home)
                try #require(word(outcome) == expected, "family \(family), step \(step), g\(token) of g\(model.good)")
                let tokens = outcome.rotated ?? outcome.repeated ?? outcome.replaced
                #expect(tokens == nil || tokens?.generation == model.good)
                seen[expected, default: 0] += 1
            }
        }
        let answers = ["rotated", "repeated", "superseded", "ended"] + (policy == .grace ? ["replaced"] : [])
        for answer in answers { #expect(seen[answer, default: 0] >= 10, "\(answer) hardly happened: \(seen)") }
        await world.shutdown()
    }
}
