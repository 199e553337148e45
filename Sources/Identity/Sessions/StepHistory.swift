/// How the last steps of a family were made, the newest first.
///
/// The marks alone tell which generation led to the good one, and which generations are dead: a replacement is a step from the
/// same token as the step before it, and kills what that step had made.
struct StepHistory: Sendable, Hashable {
    /// How many steps are remembered.
    ///
    /// A copy of a request that is later than that cannot be told from a thief's.
    static let limit = 16

    private let steps: [RefreshStepMark]

    /// The history that a row holds.
    init(_ bytes: [UInt8]?) {
        let (bytes, length) = (bytes ?? [], RefreshStepMark.length)
        steps = stride(from: 0, to: bytes.count - bytes.count % length, by: length)
            .prefix(Self.limit)
            .map { RefreshStepMark(stored: bytes[$0..<$0 + length]) }
    }

    /// Whether one of these attempts made the last step.
    func madeLastStep(_ attempts: RefreshAttempts) -> Bool {
        guard case .attempt(let last)? = steps.first else { return false }
        return attempts.hashes.contains(last)
    }

    /// Whether the last step was made by an attempt at all.
    var lastStepHadAttempt: Bool {
        if case .attempt? = steps.first { true } else { false }
    }

    /// Whether the refresh's own attempt made one of the last `count` steps.
    ///
    /// The earlier id does not count: a thief could have used it for a step.
    func wasMade(by attempts: RefreshAttempts, withinLast count: Int64) -> Bool {
        guard let own = attempts.own else { return false }
        return steps.prefix(Int(clamping: count)).contains(.attempt(own))
    }

    /// How many generations before the good one the token is that the good one was given for: one, and one more for each
    /// replacement since.
    var originGap: Int64 { Int64(steps.prefix { $0 == .replacement }.count) + 1 }

    /// How many of the remembered steps were replacements.
    var replacements: Int { steps.count { $0 == .replacement } }

    /// Whether the generation so far before the good one is dead: a replacement took its place before it was ever presented.
    func isDead(generationsBack gap: Int64) -> Bool {
        guard gap >= 1, gap <= Int64(steps.count) else { return false }
        return steps[Int(gap) - 1] == .replacement
    }
}
