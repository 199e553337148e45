import Crypto

/// The one secret that everything else is derived from.
///
/// A copy of the database alone forges nothing.
public struct MasterSecret: Sendable {
    /// The fewest bytes that a master secret may have.
    public static let minimumLength = 32

    private let key: SymmetricKey

    /// A master secret from at least 32 random bytes.
    ///
    /// - Throws: `MasterSecretError` when there are fewer.
    public init(bytes: [UInt8]) throws(MasterSecretError) {
        guard bytes.count >= Self.minimumLength else {
            throw MasterSecretError(
                "a master secret needs at least \(Self.minimumLength) bytes, this one has \(bytes.count)"
            )
        }
        self.key = SymmetricKey(data: bytes)
    }

    /// The key for one purpose (HKDF-SHA-256, RFC 5869).
    func derivedKey(for purpose: Purpose) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(
            inputKeyMaterial: key,
            info: Array("tessera/1/\(purpose.rawValue)".utf8),
            outputByteCount: 32
        )
    }

    /// The same as bytes, for code that takes those.
    func derivedBytes(for purpose: Purpose) -> [UInt8] {
        unsafe derivedKey(for: purpose).withUnsafeBytes { unsafe Array($0) }
    }

    /// What derived keys are for.
    ///
    /// A purpose's key is good for nothing else.
    enum Purpose: String {
        /// The MAC of refresh tokens.
        case refreshToken = "refresh-token"
        /// The wrapping of signing keys in the database.
        case signingKeyWrapping = "signing-key-wrapping"
        /// The hashes under which throttles know identifiers and addresses.
        case throttle
        /// The nonces that proofs of possession must carry.
        case proofNonce = "proof-nonce"
        /// The MAC of the hidden field in the pages' forms.
        case formToken = "form-token"
    }
}

extension MasterSecret: CustomStringConvertible, CustomDebugStringConvertible {
    /// Never the secret.
    public var description: String { "MasterSecret(redacted)" }
    /// Never the secret.
    public var debugDescription: String { description }
}

/// A master secret that cannot be used: why, and what to do.
public struct MasterSecretError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What was wrong and what to do; never the secret.
    public let description: String

    init(_ description: String) {
        self.description = description
    }
}
