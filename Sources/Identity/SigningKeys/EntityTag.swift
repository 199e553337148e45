import Crypto
import TesseraJOSE

/// A short name for content that changes when the content changes.
enum EntityTag {
    static func of(_ content: [UInt8]) -> String {
        Base64URL.encode(Array(SHA256.hash(data: content).prefix(12)))
    }
}
