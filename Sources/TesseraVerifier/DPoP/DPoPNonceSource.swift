import Crypto
import TesseraJOSE

/// Gives out the nonces that proofs must carry, and knows them again, without remembering any (RFC 9449 §8, §9).
///
/// A nonce is an HMAC over the number of the present window of time; that of the present window, that of the one before and that of
/// the next are good. Servers that share the secret know each other's, also when the clock of one of them is ahead.
public struct DPoPNonceSource: Sendable {
    /// For how long one nonce is given out, in seconds; it is good until the next one has had its time, too.
    public let window: Int64

    private let key: SymmetricKey

    /// Makes a source.
    /// - Parameters:
    ///   - secret: At least 32 secret bytes, derived for this purpose alone.
    ///   - window: For how long one nonce is given out, in seconds; at least 1. A client that calls at least once in
    ///     that time never needs a second try.
    public init(secret: [UInt8], window: Int = 300) {
        key = SymmetricKey(data: secret)
        self.window = Int64(max(1, window))
    }

    /// The nonce that is given out at a moment.
    /// - Parameter now: The moment, in seconds since 1970-01-01T00:00:00Z.
    /// - Returns: 22 characters of base64url.
    public func nonce(at now: Int64) -> String {
        Base64URL.encode(code(of: number(of: now)))
    }

    /// Until when a nonce is good.
    /// - Parameters:
    ///   - nonce: What a proof carries.
    ///   - now: The moment, in seconds since 1970-01-01T00:00:00Z.
    /// - Returns: The first second at which it is not good any more; `nil` when it isn't good now.
    func end(of nonce: String, at now: Int64) -> Int64? {
        guard nonce.utf8.count == 22, let presented = Base64URL.decode(nonce) else { return nil }
        let present = number(of: now)
        for number in [present, present - 1, present + 1] where Self.areEqual(code(of: number), presented) {
            return (number + 2) * window
        }
        return nil
    }

    /// The number of the window of a moment, rounded down.
    private func number(of now: Int64) -> Int64 {
        now >= 0 ? now / window : -((window - 1 - now) / window)
    }

    private func code(of number: Int64) -> ArraySlice<UInt8> {
        var message = Array("tessera/dpop-nonce/1/".utf8)
        for shift in stride(from: 56, through: 0, by: -8) {
            message.append(UInt8(truncatingIfNeeded: number >> Int64(shift)))
        }
        return Array(HMAC<SHA256>.authenticationCode(for: message, using: key))[..<16]
    }

    /// In constant time.
    private static func areEqual(_ one: ArraySlice<UInt8>, _ other: [UInt8]) -> Bool {
        guard one.count == other.count else { return false }
        var difference: UInt8 = 0
        for (left, right) in zip(one, other) { difference |= left ^ right }
        return difference == 0
    }
}

extension DPoPNonceSource: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The length of the window; never the secret.
    public var description: String { "DPoPNonceSource(window: \(window) s)" }
    /// The same as `description`.
    public var debugDescription: String { description }
    /// A mirror without the secret.
    public var customMirror: Mirror { Mirror(self, children: ["window": window]) }
}
