/// A session's place in all status lists: `list * 131,072 + index`.
struct StatusPosition: Sendable, Hashable {
    /// How many entries a list has: 16 KiB of bits, and 131,072 sessions that one fetch covers.
    static let entriesPerList = 1 << 17

    /// The number, as the database has it; never negative.
    let rawValue: Int64

    /// The list's number.
    var list: Int { Int(rawValue) / Self.entriesPerList }
    /// The entry's number in the list, `idx`.
    var index: Int { Int(rawValue) % Self.entriesPerList }
}
