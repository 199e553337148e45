import TesseraJOSE

/// Conditions on a signature's form.
enum SignatureShape {
    /// The lengths that an algorithm's signatures have, in bytes (RFC 7518 §3, RFC 8037 §3.1, RFC 8812 §3.2); `nil` for
    /// RSA, where the key decides.
    private static let lengths: [String: [Int]?] = [
        "HS256": [32], "HS384": [48], "HS512": [64], "ES256": [64], "ES384": [96], "ES512": [132], "ES256K": [64],
        "EdDSA": [64, 114], "Ed25519": [64], "Ed448": [114], "RS256": nil, "RS384": nil, "RS512": nil, "PS256": nil,
        "PS384": nil, "PS512": nil,
    ]
    private static let minimumRSALength = 256

    /// Whether a name is registered for signatures or stands for their absence.
    static func isRegistered(_ algorithm: String) -> Bool {
        lengths.keys.contains(algorithm) || LintSubject.mediaType(algorithm) == "none"
    }

    /// What is wrong with the signature's length, as a sentence.
    static func wrongLength(_ token: LintSubject) -> String? {
        guard let algorithm = token.algorithm, let signature = token.signature, !signature.isEmpty,
            let expected = lengths[algorithm], !isDER(token)
        else { return nil }
        let isRight = expected.map { $0.contains(signature.count) } ?? (signature.count >= minimumRSALength)
        guard !isRight else { return nil }
        let words = expected.map { $0.map { "\($0)" }.joined(separator: " or ") } ?? "\(minimumRSALength) or more"
        return "It has \(signature.count) bytes; \(algorithm) makes \(words)."
    }

    /// Whether an ECDSA signature is an ASN.1 sequence.
    static func isDER(_ token: LintSubject) -> Bool {
        guard let algorithm = token.algorithm, algorithm.hasPrefix("ES"), let signature = token.signature,
            let expected = lengths[algorithm], !(expected?.contains(signature.count) ?? true)
        else { return false }
        let short = [0x30, UInt8(truncatingIfNeeded: signature.count - 2)]
        let long = [0x30, 0x81, UInt8(truncatingIfNeeded: signature.count - 3)]
        return signature.starts(with: signature.count < 130 ? short : long)
    }

    /// Whether R or S of an ECDSA signature is zero.
    static func isZero(_ token: LintSubject) -> Bool {
        guard let algorithm = token.algorithm, algorithm.hasPrefix("ES"), let signature = token.signature,
            let expected = lengths[algorithm], expected?.contains(signature.count) ?? false
        else { return false }
        let half = signature.count / 2
        return signature.prefix(half).allSatisfy { $0 == 0 } || signature.suffix(half).allSatisfy { $0 == 0 }
    }
}
