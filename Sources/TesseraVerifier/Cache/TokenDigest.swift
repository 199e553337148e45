import Crypto

/// The SHA-256 of a token: what the cache knows a token by, so that it holds no token.
struct TokenDigest: Sendable, Hashable {
    let words: SIMD4<UInt64>

    init(_ token: String) {
        var token = token
        words = token.withUTF8 { bytes in
            let digest = unsafe SHA256.hash(data: UnsafeRawBufferPointer(bytes))
            return unsafe digest.withUnsafeBytes { unsafe $0.loadUnaligned(as: SIMD4<UInt64>.self) }
        }
    }

    /// A hash that somebody else made, of exactly 32 bytes.
    init?(hash: [UInt8]) {
        guard hash.count == 32 else { return nil }
        words = unsafe hash.withUnsafeBytes { unsafe $0.loadUnaligned(as: SIMD4<UInt64>.self) }
    }
}
