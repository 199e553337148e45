public import Identity
public import TesseraTesting

/// The clock as the identity rules see it.
extension ManualClock {
    /// A clock that stands at a moment.
    public convenience init(_ moment: Timestamp) {
        self.init(milliseconds: moment.milliseconds)
    }

    /// Where it stands.
    public var moment: Timestamp { Timestamp(milliseconds: milliseconds) }

    /// Where the rules get their time from.
    public var source: TimeSource { TimeSource { self.moment } }
}
