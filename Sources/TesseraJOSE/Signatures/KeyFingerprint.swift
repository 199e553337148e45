import Crypto

/// Tells keys apart by their content: the ID, the algorithm and the key itself.
///
/// Two sets that were read from different texts give the same key the same fingerprint, so that what a key once
/// verified can be matched with the keys of today.
package struct KeyFingerprint: Sendable, Hashable {
    private let words: SIMD4<UInt64>

    init(_ key: JSONWebKey, _ algorithm: SignatureAlgorithm) {
        var text = Array(algorithm.rawValue.utf8)
        // No algorithm, and no thumbprint, holds a zero byte; an ID may, and so comes last.
        text.append(0)
        text += key.thumbprint().utf8
        text.append(0)
        if let keyID = key.keyID {
            text.append(1)
            text += keyID.utf8
        }
        var words = SIMD4<UInt64>()
        for (index, byte) in SHA256.hash(data: text).enumerated() {
            words[index / 8] = words[index / 8] << 8 | UInt64(byte)
        }
        self.words = words
    }
}

extension VerificationKeySet {
    /// Whether the set holds exactly that key.
    /// - Parameter fingerprint: The key.
    /// - Returns: `true` when a key of the same ID, algorithm and content verifies.
    package func contains(_ fingerprint: KeyFingerprint) -> Bool {
        for entry in entries where entry.fingerprint == fingerprint { return true }
        return false
    }

    /// The set without keys of certain IDs, say revoked ones.
    /// - Parameter keyIDs: The IDs, compared byte by byte.
    /// - Returns: The remaining keys.
    package func removing(_ keyIDs: [String]) -> VerificationKeySet {
        let remaining = entries.filter { entry in
            !keyIDs.contains { entry.keyID?.isIdentical(to: $0) ?? false }
        }
        return remaining.count == entries.count ? self : VerificationKeySet(self, entries: remaining)
    }
}
