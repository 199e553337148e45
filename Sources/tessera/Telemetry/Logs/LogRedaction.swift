import Logging

/// Marks a metadata value that must not be written: `.attributed(value, attributes: [LogSensitivity.secret])`.
enum LogSensitivity: Int64, Logger.MetadataValueAttributes.Attribute {
    /// Written as `[redacted]`.
    case secret = 1
}

/// Decides what of the metadata may be written.
///
/// It is the second net: no call site should log a secret in the first place.
enum LogRedaction {
    /// The replacement for a secret.
    static let mark = "[redacted]"

    private static let secretNames: Set<String> = [
        "password", "passwd", "secret", "token", "access_token", "refresh_token", "id_token", "authorization", "cookie",
        "set-cookie", "client_secret", "private_key", "master_secret", "code_verifier",
    ]

    /// Whether a value of that name is a secret whatever it says.
    static func isSecret(name: String) -> Bool {
        let start = name.utf8.lastIndex(of: UInt8(ascii: ".")).map(name.utf8.index(after:)) ?? name.startIndex
        let last = name[start...]
        // Asked for every value of every line: lower-cased, which copies, only when there is something to lower.
        let isLower = last.utf8.allSatisfy { $0 < 0x80 && !(UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }
        return secretNames.contains(isLower ? String(last) : last.lowercased())
    }

    /// The text, with every refresh token (`tsr_…`) and every compact JWS (`eyJ….….…`) in it replaced.
    static func withoutTokens(_ text: String) -> String {
        guard mayHoldToken(text) else { return text }
        return text.replacing(/tsr_[A-Za-z0-9_-]{8,}|eyJ[A-Za-z0-9_-]{4,}\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*/) { _ in mark
        }
    }

    /// Whether the text contains `tsr_` or `eyJ`.
    ///
    /// Over bytes: a search for a `String` would go by grapheme clusters.
    private static func mayHoldToken(_ text: String) -> Bool {
        var (first, second, third): (UInt8, UInt8, UInt8) = (0, 0, 0)
        for byte in text.utf8 {
            switch (second, third, byte) {
            case (UInt8(ascii: "e"), UInt8(ascii: "y"), UInt8(ascii: "J")): return true
            case (UInt8(ascii: "s"), UInt8(ascii: "r"), UInt8(ascii: "_")) where first == UInt8(ascii: "t"): return true
            default: (first, second, third) = (second, third, byte)
            }
        }
        return false
    }
}
