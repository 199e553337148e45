/// How long a transaction waits before it is run again, and when it is given up.
///
/// A pure rule: time and chance are given to it.
struct RetryRule: Sendable {
    /// The longest from the moment that the transaction was asked for, while the database cannot be reached.
    let patience: Duration
    /// The longest from that moment, while other transactions are in the way.
    let conflictPatience: Duration

    init(patience: Duration, conflictPatience: Duration) {
        self.patience = patience
        self.conflictPatience = conflictPatience
    }

    init(_ options: PostgresOptions) {
        self.init(patience: options.patience, conflictPatience: options.statementTimeout)
    }

    /// The pause before the next try.
    ///
    /// - Parameters:
    ///   - tries: How many there were.
    ///   - elapsed: Since the transaction was asked for.
    ///   - remedy: What can help.
    ///   - chance: From 0 up to 1; those that were in each other's way come back at different moments.
    /// - Returns: nil when it is to be given up.
    func pause(
        afterTries tries: Int,
        elapsed: Duration,
        _ remedy: PostgresTransaction.Remedy,
        chance: Double
    ) -> Duration? {
        let (first, longest, limit): (Duration, Duration, Duration) =
            switch remedy {
            case .again: (.milliseconds(1), .milliseconds(100), conflictPatience)
            case .onAnotherConnection: (.milliseconds(20), .milliseconds(500), patience)
            }
        let bound = min(longest, first * (1 << min(tries, 10)))
        let pause = bound * chance
        return elapsed + pause < limit ? pause : nil
    }
}
