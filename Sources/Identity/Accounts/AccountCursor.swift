import TesseraJOSE

/// Where a page of accounts ended: creation time and id of its last account, as one opaque word.
struct AccountCursor: Sendable, Hashable {
    let createdAt: Timestamp
    let id: AccountID

    init(createdAt: Timestamp, id: AccountID) {
        self.createdAt = createdAt
        self.id = id
    }

    /// The cursor that `text` spells; nil when it is none.
    init?(_ text: String) {
        guard let bytes = Base64URL.decode(text), bytes.count == 24 else { return nil }
        let time = bytes[..<8].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard let id = AccountID(Array(bytes[8...])) else { return nil }
        self.init(createdAt: Timestamp(milliseconds: Int64(bitPattern: time)), id: id)
    }

    /// The opaque word.
    var text: String {
        let time = UInt64(bitPattern: createdAt.milliseconds)
        return Base64URL.encode((0..<8).map { UInt8(truncatingIfNeeded: time >> (56 - 8 * UInt64($0))) } + id.bytes)
    }
}
