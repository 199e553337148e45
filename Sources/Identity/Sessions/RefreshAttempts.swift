import Crypto

/// The attempt ids of a refresh: its own, and that of the refresh by which the client got what it has.
///
/// A client that knows the id of the attempt that made the last step of a family has made that step, or stole from the store at
/// that very time. The earlier id is for browsers, where a late answer may put an old cookie in the place of the new one.
struct RefreshAttempts: Sendable {
    /// How many ids a refresh may name.
    static let limit = 2

    /// The hash of the refresh's own id; nil when it has none.
    var own: AttemptHash? { hashes.first }
    /// The hashes of all.
    let hashes: [AttemptHash]

    /// A refresh without an attempt id.
    static let none = RefreshAttempts(hashes: [])

    private init(hashes: [AttemptHash]) {
        self.hashes = hashes
    }

    /// The attempts that a header names: 1 or 2 ids with a comma between them, each 1 to 128 visible ASCII characters.
    ///
    /// - Throws: `IdentityError` `invalid_request` for anything else.
    init(_ text: String) throws {
        let ids = text.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
        let areGood = ids.allSatisfy { id in
            (1...128).contains(id.count) && id.allSatisfy { (0x21...0x7e).contains($0) }
        }
        guard ids.count <= Self.limit, areGood else {
            throw IdentityError(.malformedAttempt)
        }
        hashes = ids.map { AttemptHash(of: Array($0)) }
    }
}

/// The first 8 bytes of the SHA-256 of an attempt id.
///
/// That is enough: who guesses wrong ends the session, and needs a genuine token of the family to guess at all.
struct AttemptHash: Sendable, Hashable {
    static let length = 8
    let bytes: [UInt8]

    init(of id: [UInt8]) {
        bytes = Array(SHA256.hash(data: id).prefix(Self.length))
    }

    /// A hash as a row keeps it.
    init(stored bytes: [UInt8]) {
        self.bytes = bytes
    }
}
