extension VerificationKeySet {
    /// Verifies a compact token (RFC 7515 §5.2).
    ///
    /// The payload isn't decoded before the signature has been verified. A `kid` must name a key of the set; without
    /// `kid` the set must hold exactly one key. `alg` must be that key's; it chooses among keys of one ID.
    /// - Parameter token: The token.
    /// - Returns: The header and the payload.
    /// - Throws: ``JOSEError`` with the code of the rule that refused: ``JOSEError/Code/malformed``,
    ///   ``JOSEError/Code/tooLarge``, ``JOSEError/Code/invalidHeader``, ``JOSEError/Code/criticalHeader``,
    ///   ``JOSEError/Code/unsupportedAlgorithm``, ``JOSEError/Code/algorithmNotAllowed``,
    ///   ``JOSEError/Code/algorithmMismatch``, ``JOSEError/Code/unknownKeyID``, ``JOSEError/Code/missingKeyID``,
    ///   ``JOSEError/Code/invalidSignature``.
    public func verify(_ token: String) throws(JOSEError) -> VerifiedJWS {
        var token = token
        return try token.withUTF8 { bytes in unsafe result(bytes) }.get()
    }

    /// Verifies a compact token given as bytes, as ``verify(_:)-(String)`` does.
    /// - Parameter token: The token's ASCII bytes.
    /// - Returns: The header and the payload.
    /// - Throws: ``JOSEError`` with the code of the rule that refused.
    public func verify(_ token: [UInt8]) throws(JOSEError) -> VerifiedJWS {
        try unsafe token.withUnsafeBufferPointer { bytes in unsafe result(bytes) }.get()
    }

    private func result(_ token: UnsafeBufferPointer<UInt8>) -> Result<VerifiedJWS, JOSEError> {
        do throws(JOSEError) { return .success(try unsafe verify(token)) } catch { return .failure(error) }
    }

    private func verify(_ token: UnsafeBufferPointer<UInt8>) throws(JOSEError) -> VerifiedJWS {
        guard token.count <= maximumTokenBytes else {
            throw JOSEError(.tooLarge, "The token is longer than \(maximumTokenBytes) bytes.")
        }
        let parts = try unsafe CompactJWS(token)
        let (entry, header) = try unsafe choose(token, headerEnd: parts.headerEnd)
        // Only now, so that an unsecured token (RFC 7515 A.5) is refused for its algorithm, which says more.
        guard parts.contentEnd + 1 < token.count else {
            throw JOSEError(.malformed, "The token's signature is empty.")
        }
        try unsafe entry.verifier.check(
            signature: UnsafeBufferPointer(rebasing: token[(parts.contentEnd + 1)...]),
            over: UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(token)[..<parts.contentEnd])
        )
        let payload = try unsafe CompactJWS.decode(token[(parts.headerEnd + 1)..<parts.contentEnd], "payload")
        return VerifiedJWS(header: header, payload: payload, keyID: entry.keyID, fingerprint: entry.fingerprint)
    }

    /// Finds the key by comparing the encoded header with those that the keys issue, else by reading it.
    private func choose(
        _ token: UnsafeBufferPointer<UInt8>,
        headerEnd: Int
    ) throws(JOSEError) -> (Entry, JOSEHeader) {
        let segment = unsafe UnsafeBufferPointer(rebasing: token[...headerEnd])
        for entry in entries {
            for prepared in entry.headers where unsafe prepared.matches(segment) { return (entry, prepared.header) }
        }
        let header = try JOSEHeader(parsing: try unsafe CompactJWS.decode(token[..<headerEnd], "header"))
        guard allowed.contains(header.algorithm) else {
            throw JOSEError(.algorithmNotAllowed, "The header's algorithm isn't one of those allowed.")
        }
        let named = try named(header.keyID)
        guard let entry = named.first(where: { $0.verifier.algorithm == header.algorithm }) else {
            throw JOSEError(.algorithmMismatch, "The header's algorithm isn't the one of the key.")
        }
        return (entry, header)
    }

    /// The keys that a `kid` may mean: those of that ID, which differ in their algorithm (RFC 7517 §4.5).
    ///
    /// Never empty.
    private func named(_ keyID: String?) throws(JOSEError) -> [Entry] {
        guard let keyID, !(ignoresKeyIDs && entries.count == 1) else {
            guard entries.count == 1 else {
                throw JOSEError(.missingKeyID, "The header has no \"kid\", and the set doesn't hold exactly one key.")
            }
            return entries
        }
        let named = entries.filter { $0.keyID?.isIdentical(to: keyID) ?? false }
        guard !named.isEmpty else {
            throw JOSEError(.unknownKeyID, "The header's \"kid\" names no key of the set.")
        }
        return named
    }
}

extension SignatureVerifier {
    /// Decodes a signature and checks it.
    func check(
        signature text: UnsafeBufferPointer<UInt8>,
        over content: UnsafeRawBufferPointer
    ) throws(JOSEError) {
        guard let count = Base64URL.decodedCount(text.count) else { throw Self.malformedSignature }
        guard count == signatureByteCount else {
            // Tells a text that isn't canonical from one that is too short or too long.
            throw unsafe Base64URL.decode(text) == nil ? Self.malformedSignature : Self.invalidSignature
        }
        let refusal: JOSEError? = unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: count) { signature in
            guard unsafe Base64URL.decode(text, into: signature) else { return Self.malformedSignature }
            return unsafe isValid(UnsafeRawBufferPointer(signature), over: content) ? nil : Self.invalidSignature
        }
        if let refusal { throw refusal }
    }

    private static var malformedSignature: JOSEError {
        JOSEError(.malformed, "The token's signature isn't canonical base64url.")
    }

    private static var invalidSignature: JOSEError {
        JOSEError(.invalidSignature, "The signature isn't one of the named key over this content.")
    }
}

extension PreparedHeaders.Entry {
    /// Whether a token starts with exactly this header, dot included.
    @inline(__always)
    func matches(_ segment: UnsafeBufferPointer<UInt8>) -> Bool {
        guard self.segment.count == segment.count else { return false }
        return unsafe self.segment.withUnsafeBufferPointer { unsafe Bytes.areEqual($0, segment) }
    }
}
