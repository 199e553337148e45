/// Names a status event: its number, and when it happened.
///
/// The number alone would not do: a database restored from a backup counts the same numbers again for other events. The moment
/// tells the two histories apart.
public struct StatusEventID: Sendable, Hashable {
    /// The event's number; 0 is before the first.
    public let sequence: Int64
    /// When it happened; the epoch for number 0.
    public let moment: Timestamp

    /// A name.
    public init(sequence: Int64, moment: Timestamp) {
        self.sequence = sequence
        self.moment = moment
    }

    /// Before the first event.
    static let none = StatusEventID(sequence: 0, moment: Timestamp(milliseconds: 0))
}

extension StatusEventID: LosslessStringConvertible {
    /// The name that `text` spells; nil unless it is two decimal numbers without needless zeros, with `-` between them.
    public init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, let sequence = Int64(parts[0]), let moment = Int64(parts[1]),
            sequence >= 0, moment >= 0
        else { return nil }
        self.init(sequence: sequence, moment: Timestamp(milliseconds: moment))
        guard description.utf8.elementsEqual(text.utf8) else { return nil }
    }

    /// The name as clients keep it: opaque to them.
    public var description: String { "\(sequence)-\(moment.milliseconds)" }
}
