import Identity

/// What a refusal of a refresh says beside the reason.
enum RefreshWords {
    /// A refusal after which the client sends the same refresh token again: whether the first time was done or not, it gets its answer.
    ///
    /// - Parameters:
    ///   - problem: why there is no answer now.
    ///   - window: for how long that holds without an attempt id; nil where it does not hold at all.
    /// - Returns: the refusal with the advice.
    static func repeatable(_ problem: Problem, within window: Duration?) -> Problem {
        let bare = window.map { "; without one, within \($0.wholeSeconds) s" } ?? ""
        var advised = Problem(
            problem.code,
            "\(problem.detail) Send the same refresh token again, with the same Tessera-Attempt\(bare).",
            field: problem.field,
            cause: problem.cause,
            retryAfter: problem.retryAfter
        )
        advised.challenge = problem.challenge
        return advised
    }
}
