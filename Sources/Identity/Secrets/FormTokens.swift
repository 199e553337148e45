import Crypto
import TesseraJOSE

/// A browser that is not signed in, by a random number in a cookie: what its forms are bound to.
public struct VisitorID: Sendable, Hashable {
    let bytes: [UInt8]

    /// The visitor that `text` names; nil unless it spells 16 bytes in base64url.
    public init?(_ text: String) {
        guard text.utf8.count == 22, let bytes = Base64URL.decode(text), bytes.count == 16 else { return nil }
        self.bytes = bytes
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    /// A visitor that nobody has seen before.
    public static func generate(_ random: RandomSource = .system) -> VisitorID { VisitorID(bytes: random.bytes(16)) }

    /// The 16 bytes in base64url.
    public var text: String { Base64URL.encode(bytes) }
}

/// Makes and checks the hidden field that proves that a form came from one of our pages, shown to this very browser.
///
/// `base64url(salt ‖ HMAC-SHA-256(key, salt ‖ holder))`. Nothing is stored. The salt makes each text another, so that a compressing
/// proxy gives nothing away about the next one.
public struct FormTokens: Sendable {
    /// Whom a form is for.
    public enum Holder: Sendable, Hashable {
        /// Whoever has this session.
        case session(SessionID)
        /// A browser that is not signed in.
        case visitor(VisitorID)
    }

    private static let saltLength = 16
    private let key: SymmetricKey
    private let random: RandomSource

    /// A maker under a key that is derived from the master secret.
    init(key: SymmetricKey, random: RandomSource) {
        self.key = key
        self.random = random
    }

    /// A token for a form that is shown to `holder`.
    ///
    /// Good for as long as the holder is.
    public func token(for holder: Holder) -> String {
        let salt = random.bytes(Self.saltLength)
        let code = HMAC<SHA256>.authenticationCode(for: Self.message(salt, holder), using: key)
        return Base64URL.encode(salt + Array(code))
    }

    /// Whether `text` was made for `holder`, compared in constant time.
    public func accepts(_ text: String, for holder: Holder) -> Bool {
        guard text.utf8.count <= 64, let bytes = Base64URL.decode(text),
            bytes.count == Self.saltLength + SHA256.byteCount
        else { return false }
        return HMAC<SHA256>.isValidAuthenticationCode(
            bytes[Self.saltLength...],
            authenticating: Self.message(Array(bytes[..<Self.saltLength]), holder),
            using: key
        )
    }

    private static func message(_ salt: [UInt8], _ holder: Holder) -> [UInt8] {
        switch holder {
        case .session(let id): salt + Array("session".utf8) + id.bytes
        case .visitor(let id): salt + Array("visitor".utf8) + id.bytes
        }
    }
}
