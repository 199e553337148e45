/// A private or symmetric key that signs by exactly one algorithm.
///
/// The headers of the usual types are spelled once, when the key is made.
public struct SigningKey: Sendable {
    /// The ID that stands as `kid` in every token.
    public let keyID: String
    /// The one algorithm.
    public let algorithm: SignatureAlgorithm
    /// The key with its private part: for wrapping and storing only, never for publishing or logging.
    public let jsonWebKey: JSONWebKey

    private let signer: Signer
    private let headers: PreparedHeaders

    /// Takes a private or symmetric key.
    /// - Parameters:
    ///   - key: The key. Without `kid` its thumbprint (RFC 7638) becomes the ID.
    ///   - algorithm: The algorithm. When `nil` it is the key's `alg`, or the only one that its type allows.
    /// - Throws: ``JOSEError/Code/invalidKey`` when the key has no private part, isn't meant for signing, or fits no
    ///   single algorithm; ``JOSEError/Code/algorithmMismatch`` when `algorithm` isn't the key's;
    ///   ``JOSEError/Code/weakKey`` when it is too short.
    public init(_ key: JSONWebKey, algorithm: SignatureAlgorithm? = nil) throws(JOSEError) {
        guard key.isPrivate else { throw JOSEError(.invalidKey, "The key has no private part, so it can't sign.") }
        guard key.allows("sign") else {
            throw JOSEError(.invalidKey, "The key's \"use\" or \"key_ops\" doesn't allow signing.")
        }
        if let algorithm, let own = key.algorithm, own != algorithm {
            throw JOSEError(.algorithmMismatch, "The key is for \(own.rawValue), not for \(algorithm.rawValue).")
        }
        let chosen = try key.soleAlgorithm(among: algorithm.map { [$0] } ?? Set(SignatureAlgorithm.allCases))
        let id = key.keyID ?? key.thumbprint()
        self.algorithm = chosen
        keyID = id
        signer = try Signer(key.material, chosen)
        headers = PreparedHeaders(algorithm: chosen, keyID: id)
        jsonWebKey = JSONWebKey(
            KeyMetadata(keyID: id, algorithm: chosen, use: "sig", operations: key.operations),
            key.material
        )
    }

    /// The key that verifies what this one signs, with `kid`, `alg` and `use`; `nil` for HMAC.
    public var publicKey: JSONWebKey? { jsonWebKey.publicKey }

    /// Signs a payload as a compact JWS (RFC 7515 §7.1) with the header `{"alg","typ","kid"}`.
    /// - Parameters:
    ///   - payload: The bytes to sign, for a JWT a JSON object.
    ///   - type: The `typ`, such as `at+jwt` (RFC 9068 §2.1); `nil` leaves it out.
    /// - Returns: The token.
    /// - Throws: ``JOSEError/Code/signingFailed``.
    public func sign(_ payload: [UInt8], type: String?) throws(JOSEError) -> String {
        try sign(payload, header: headers.segment(type: type))
    }

    /// Signs a payload under a header that is encoded already, with its dot.
    func sign(_ payload: [UInt8], header: [UInt8]) throws(JOSEError) -> String {
        let contentCount = header.count + Base64URL.encodedCount(payload.count)
        let count = contentCount + 1 + Base64URL.encodedCount(signer.signatureByteCount)
        var failure: JOSEError?
        let token = unsafe String(unsafeUninitializedCapacity: count) { target in
            do throws(JOSEError) {
                try unsafe write(header, payload, into: target, contentCount: contentCount)
                return count
            } catch {
                failure = error
                return 0
            }
        }
        if let failure { throw failure }
        return token
    }

    private func write(
        _ header: [UInt8],
        _ payload: [UInt8],
        into target: UnsafeMutableBufferPointer<UInt8>,
        contentCount: Int
    ) throws(JOSEError) {
        _ = unsafe target.update(fromContentsOf: header)
        unsafe payload.withUnsafeBufferPointer { payload in
            _ = unsafe Base64URL.encode(payload, into: UnsafeMutableBufferPointer(rebasing: target[header.count...]))
        }
        let content = unsafe UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(target)[..<contentCount])
        let written = try unsafe signer.withSignature(over: content) { signature in
            guard signature.count == signer.signatureByteCount else { return false }
            unsafe target[contentCount] = UInt8(ascii: ".")
            unsafe signature.withMemoryRebound(to: UInt8.self) { signature in
                let rest = unsafe UnsafeMutableBufferPointer(rebasing: target[(contentCount + 1)...])
                _ = unsafe Base64URL.encode(signature, into: rest)
            }
            return true
        }
        guard written else { throw JOSEError(.signingFailed, "The signature has an unexpected length.") }
    }
}

extension SigningKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The algorithm and the ID; never the key.
    public var description: String { "\(algorithm.rawValue) signing key \"\(keyID)\"" }
    /// The same as ``description``.
    public var debugDescription: String { description }
    /// Shows no member, so that dumping a key shows no secret.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension JSONWebKey {
    /// The key's `alg`, or the only one of the allowed algorithms that fits its type.
    func soleAlgorithm(among allowed: Set<SignatureAlgorithm>) throws(JOSEError) -> SignatureAlgorithm {
        let fitting = allowed.filter { $0.keyType == material.type }
        if let algorithm {
            if fitting.contains(algorithm) { return algorithm }
            throw fitting.isEmpty
                ? JOSEError(.algorithmNotAllowed, "The key's algorithm isn't allowed.")
                : JOSEError(.algorithmMismatch, "The key is for \(algorithm.rawValue), which isn't allowed here.")
        }
        guard let algorithm = fitting.first else {
            throw JOSEError(.algorithmMismatch, "No allowed algorithm fits the key's type.")
        }
        guard fitting.count == 1 else {
            let names = fitting.map(\.rawValue).sorted().joined(separator: ", ")
            throw JOSEError(.invalidKey, "The key has no \"alg\" and fits \(names); allow one of them.")
        }
        return algorithm
    }
}
