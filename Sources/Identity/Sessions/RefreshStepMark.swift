/// How a step of a family was made, as the eight bytes that a row remembers of it.
enum RefreshStepMark: Sendable, Hashable {
    /// By a refresh with this attempt id.
    case attempt(AttemptHash)
    /// By a refresh without one.
    case noAttempt
    /// By a replacement: the token before, which no client is known to have received, is dead.
    case replacement

    static let length = AttemptHash.length
    private static let noAttemptBytes = [UInt8](repeating: 0, count: length)
    private static let replacementBytes = [UInt8](repeating: 0, count: length - 1) + [1]

    /// The mark of a step by this attempt.
    init(_ attempt: AttemptHash?) {
        self = attempt.map(Self.attempt) ?? .noAttempt
    }

    /// What a row remembers.
    init(stored bytes: ArraySlice<UInt8>) {
        let bytes = Array(bytes)
        self =
            switch bytes {
            case Self.noAttemptBytes: .noAttempt
            case Self.replacementBytes: .replacement
            default: .attempt(AttemptHash(stored: bytes))
            }
    }

    /// What the row keeps.
    var bytes: [UInt8] {
        switch self {
        case .attempt(let hash): hash.bytes
        case .noAttempt: Self.noAttemptBytes
        case .replacement: Self.replacementBytes
        }
    }
}
