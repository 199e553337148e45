import Synchronization

/// An answer that is made once per version of the key set.
final class VersionedAnswer: Sendable {
    private let made = Mutex<(version: String, answer: PreparedAnswer)?>(nil)

    /// The answer of `version`.
    ///
    /// - Parameters:
    ///   - version: the version of the key set.
    ///   - make: makes the answer; called when another version was made last.
    /// - Returns: the answer.
    func answer(of version: String, _ make: () -> PreparedAnswer) -> PreparedAnswer {
        made.withLock { known in
            if let known, known.version == version { return known.answer }
            let answer = make()
            known = (version, answer)
            return answer
        }
    }
}
