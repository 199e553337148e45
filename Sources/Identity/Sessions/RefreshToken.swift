import Crypto
import TesseraJOSE

/// The text a client holds: session, generation and a MAC over both.
///
/// Derived, never stored, so a database that is stolen holds no usable token, and a repeated refresh gets the very
/// same successor.
struct RefreshToken: Sendable, Hashable {
    /// The session it belongs to.
    let sessionID: SessionID
    /// Which token of the session's family it is.
    let generation: Int64
}

/// Writes and reads refresh tokens: `tsr_` + base64url(version ‖ session ‖ generation as varint ‖ HMAC-SHA-256).
struct RefreshTokenCodec: Sendable {
    /// By this prefix secret scanners recognise a leaked token.
    static let prefix = "tsr_"
    private static let version: UInt8 = 1
    private static let macLength = 32
    /// version + session + the longest varint + MAC, in base64url, with the prefix.
    private static let maximumLength = 4 + (1 + 16 + 9 + macLength) * 4 / 3 + 2

    /// The MAC that has taken the key in and no message yet: each message goes on from a copy, which halves its cost.
    private let keyed: HMAC<SHA256>

    /// A codec under `key`, which is derived from the master secret.
    init(key: SymmetricKey) {
        keyed = HMAC(key: key)
    }

    /// The token's text: the same for the same session and generation, always.
    func text(of token: RefreshToken) -> String {
        var bytes: [UInt8] = [Self.version]
        bytes.append(contentsOf: token.sessionID.bytes)
        var rest = UInt64(token.generation)
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
        bytes.append(contentsOf: authenticationCode(for: bytes[...]))
        return Self.prefix + Base64URL.encode(bytes)
    }

    /// The token that `text` spells; nil when it was not made under this key, whatever else is wrong.
    ///
    /// Needs no database.
    func token(of text: String) -> RefreshToken? {
        guard text.utf8.count <= Self.maximumLength, text.hasPrefix(Self.prefix) else { return nil }
        guard let bytes = Base64URL.decode(String(text.dropFirst(Self.prefix.count))) else { return nil }
        let signedLength = bytes.count - Self.macLength
        guard signedLength >= 1 + 16 + 1, bytes[0] == Self.version else { return nil }
        // Compares in constant time.
        guard authenticationCode(for: bytes[..<signedLength]) == bytes[signedLength...] else { return nil }
        guard let generation = Self.generation(bytes[17..<signedLength]),
            let sessionID = SessionID(Array(bytes[1..<17]))
        else { return nil }
        return RefreshToken(sessionID: sessionID, generation: generation)
    }

    private func authenticationCode(for bytes: ArraySlice<UInt8>) -> HMAC<SHA256>.MAC {
        var code = keyed
        code.update(data: bytes)
        return code.finalize()
    }

    /// A varint in its shortest spelling.
    private static func generation(_ bytes: ArraySlice<UInt8>) -> Int64? {
        guard bytes.count <= 9, let last = bytes.last, last & 0x80 == 0, bytes.count == 1 || last != 0 else {
            return nil
        }
        var value: UInt64 = 0
        for (position, byte) in bytes.enumerated() {
            if position < bytes.count - 1, byte & 0x80 == 0 { return nil }
            value |= UInt64(byte & 0x7f) << (7 * UInt64(position))
        }
        return Int64(exactly: value)
    }
}
