import Crypto

/// The attempt ids of a refresh: its own, and that of the refresh by which the client got what it has.
///
/// Whoever knows the id of the attempt that made the last step of a family is the one who made it, or stole from its store at
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
            throw IdentityError(
                .invalidRequest,
                "An attempt id is 1 to 128 visible ASCII characters without a comma, such as a random UUID; the id of the "
                    + "refresh before may follow it after a comma.",
                field: "Tessera-Attempt"
            )
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

    fileprivate init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = Array(bytes)
    }
}

/// Which attempts made the last steps of a family, the newest first.
struct AttemptHistory: Sendable, Hashable {
    /// How many steps are remembered.
    ///
    /// A copy of a request that is later than that cannot be told from a thief's.
    static let limit = 16
    /// What stands for a step that was made without an attempt id.
    static let absent = [UInt8](repeating: 0, count: AttemptHash.length)

    private let steps: [AttemptHash]

    /// The history that a row holds.
    init(_ bytes: [UInt8]?) {
        let bytes = bytes ?? []
        steps = stride(from: 0, to: bytes.count - bytes.count % AttemptHash.length, by: AttemptHash.length)
            .map { AttemptHash(bytes[$0..<$0 + AttemptHash.length]) }
    }

    /// Whether one of these attempts made the last step.
    func madeLastStep(_ attempts: RefreshAttempts) -> Bool {
        guard let last = steps.first else { return false }
        return Self.contains(last, attempts)
    }

    /// Whether the refresh's own attempt made one of the last `count` steps.
    ///
    /// The earlier id does not count: a thief could have used it for a step.
    func wasMade(by attempts: RefreshAttempts, withinLast count: Int64) -> Bool {
        guard let own = attempts.own, own.bytes != Self.absent else { return false }
        return steps.prefix(Int(clamping: count)).contains(own)
    }

    private static func contains(_ step: AttemptHash, _ attempts: RefreshAttempts) -> Bool {
        step.bytes != absent && attempts.hashes.contains(step)
    }
}
