/// Too many passwords are being hashed; the request was turned away before any work.
///
/// Answer 503 with `Retry-After`.
public struct HashingOverloaded: Error, Sendable, Equatable, CustomStringConvertible {
    /// Whole seconds after which a new attempt should find room; at least 1.
    public let retryAfter: Int

    /// One sentence, safe to show.
    public var description: String {
        "The server is busy checking passwords. Try again in \(retryAfter) second\(retryAfter == 1 ? "" : "s")."
    }
}
