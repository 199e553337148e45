import Crypto
import TesseraJOSE

/// The secret of a client, in the one moment in which it is known: it is shown to the operator once and then only its hash is
/// kept.
///
/// `tsc_` and 256 random bits in base64url.
public struct ClientSecret: Sendable {
    /// By this prefix secret scanners recognise a leaked secret.
    static let prefix = "tsc_"
    private static let randomBytes = 32

    /// The secret itself.
    public let text: String

    static func generate(_ random: RandomSource) -> ClientSecret {
        ClientSecret(text: prefix + Base64URL.encode(random.bytes(randomBytes)))
    }

    var hash: ClientSecretHash { ClientSecretHash(of: text) }
}

extension ClientSecret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Never the secret.
    public var description: String { "ClientSecret(redacted)" }
    /// Never the secret.
    public var debugDescription: String { description }
    /// A mirror without children.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// The SHA-256 of a secret.
///
/// A plain hash is enough: 256 random bits cannot be guessed, however fast a guess can be checked.
struct ClientSecretHash: Sendable {
    let bytes: [UInt8]

    init(of secret: String) {
        var hash = SHA256()
        var secret = secret
        secret.withUTF8 { unsafe hash.update(bufferPointer: UnsafeRawBufferPointer($0)) }
        bytes = Array(hash.finalize())
    }

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Whether both are the same, in a time that does not tell where they differ.
    func isIdentical(to other: ClientSecretHash) -> Bool {
        guard bytes.count == other.bytes.count else { return false }
        var difference: UInt8 = 0
        for (one, another) in zip(bytes, other.bytes) { difference |= one ^ another }
        return difference == 0
    }
}
