internal import CSodium
internal import Foundation

/// A password as a person typed it, prepared for comparison (RFC 8265 §4.2, OpaqueString): every kind of space becomes
/// U+0020 and the text is put into Normalization Form C, so that the same password from two keyboards is the same
/// bytes.
///
/// Case and width are kept. The bytes are overwritten when the last copy goes away; the `String` that it was made from
/// is out of our reach, so make one as close to the request as possible. Neither `description` nor `dump` shows it.
public struct Password: Sendable {
    /// The longest password in bytes of UTF-8, after preparation.
    public static let maximumBytes = 128

    // @unchecked, since a stored `var` forbids Sendable, and deinit needs one to overwrite the bytes: nothing else changes
    // them after init, and at deinit nobody else holds them.
    private final class Storage: @unchecked Sendable {
        private(set) var characters: [CChar]

        init(_ characters: [CChar]) { self.characters = characters }

        deinit {
            unsafe characters.withUnsafeMutableBytes { buffer in
                guard let start = buffer.baseAddress else { return }
                unsafe sodium_memzero(start, buffer.count)
            }
        }
    }

    private let storage: Storage

    /// How many Unicode scalars (code points) the prepared password has: what its minimum length counts.
    public let scalarCount: Int

    /// Prepares a password.
    ///
    /// - Parameter text: What was typed: 1 to 128 bytes of UTF-8 after preparation, any Unicode.
    /// - Throws: ``PasswordRefusal`` with `empty` or `tooLong`.
    public init(_ text: String) throws(PasswordRefusal) {
        guard !text.isEmpty else { throw .empty }
        // Normal form C shortens a text to a third at most; more than this can't become short enough, so no work for
        // it.
        guard text.utf8.count <= Self.maximumBytes * 4 else { throw .tooLong }
        let prepared = Self.prepare(text)
        guard prepared.utf8.count <= Self.maximumBytes else { throw .tooLong }
        self.storage = Storage(prepared.utf8.map { CChar(bitPattern: $0) })
        self.scalarCount = prepared.unicodeScalars.count
    }

    /// The prepared UTF-8 bytes as C has them, without a terminator.
    ///
    /// Don't keep them.
    var characters: [CChar] { storage.characters }

    /// The text, for the rules that judge a new password.
    var text: String { String(decoding: storage.characters.lazy.map { UInt8(bitPattern: $0) }, as: UTF8.self) }

    private static func prepare(_ text: String) -> String {
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return text }
        var spaced = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            spaced.append(scalar.properties.generalCategory == .spaceSeparator ? " " : scalar)
        }
        return String(spaced).precomposedStringWithCanonicalMapping
    }
}

extension Password: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Always `Password([redacted])`.
    public var description: String { "Password([redacted])" }

    /// Always `Password([redacted])`.
    public var debugDescription: String { description }

    /// A mirror without children, so that `dump` shows nothing.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension PasswordRefusal {
    static let tooLong = PasswordRefusal(
        code: .tooLong,
        description: "The password is longer than \(Password.maximumBytes) bytes. Use a shorter one."
    )
}
