/// One look at the database's clock, between two looks at this machine's.
struct ClockSample: Sendable, Hashable {
    /// How far the machine's clock is ahead of the database's, in milliseconds; negative when it is behind.
    let lead: Int64
    /// How long the question and its answer took together, in milliseconds: so far `lead` may be wrong, half of it in either direction.
    let roundTrip: Int64

    /// What was seen; nil when the machine's clock was set meanwhile.
    ///
    /// - Parameters:
    ///   - before: the machine's clock when the question was asked.
    ///   - after: the machine's clock when the answer was there.
    ///   - span: the time between the two, by a clock that is never set.
    ///   - database: the database's clock somewhere between.
    init?(before: Timestamp, after: Timestamp, span: Duration, database: Timestamp) {
        let roundTrip = span.wholeMilliseconds
        guard roundTrip >= 0, abs((after - before) - roundTrip) <= 100 else { return nil }
        self.roundTrip = roundTrip
        // As if the question and the answer had taken the same time.
        lead = (before - database) + roundTrip / 2
    }

    /// The one that is nearest to the truth: whose answer came soonest, so that it waited for nothing on the way.
    static func best(_ samples: [ClockSample]) -> ClockSample? {
        samples.min { $0.roundTrip < $1.roundTrip }
    }
}
