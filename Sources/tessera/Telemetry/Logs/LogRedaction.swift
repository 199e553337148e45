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
    /// What stands in place of a secret.
    static let mark = "[redacted]"

    private static let secretNames: Set<String> = [
        "password", "passwd", "secret", "token", "access_token", "refresh_token", "id_token", "authorization", "cookie",
        "set-cookie", "client_secret", "private_key", "master_secret", "code_verifier",
    ]

    /// Whether a value of that name is a secret whatever it says.
    static func isSecret(name: String) -> Bool {
        let last = name.split(separator: ".").last.map(String.init) ?? name
        return secretNames.contains(last.lowercased())
    }

    /// The text, with every refresh token (`tsr_…`) and every compact JWS (`eyJ….….…`) in it replaced.
    static func withoutTokens(_ text: String) -> String {
        guard text.contains("tsr_") || text.contains("eyJ") else { return text }
        return text.replacing(/tsr_[A-Za-z0-9_-]{8,}|eyJ[A-Za-z0-9_-]{4,}\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*/) { _ in mark
        }
    }
}
