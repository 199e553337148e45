import TesseraJOSE

/// One fetch of a key set: where it is, which keys of it are taken.
///
/// It remembers nothing.
struct KeySetFetch: Sendable {
    /// Where the key set is.
    enum Location: Sendable {
        /// At the `jwks_uri` of the issuer's metadata.
        case issuer(String, metadata: IssuerAddress)
        /// At this address.
        case keySet(IssuerAddress)
    }

    /// A fetched set, with how long the issuer's answer says that it is fresh.
    struct Outcome: Sendable {
        let keys: VerificationKeySet
        let lifetime: Duration?
        /// What the set was read from, so that the next fetch can tell whether it has changed.
        let document: Document
    }

    /// A key set's text as it was fetched.
    struct Document: Sendable {
        let address: IssuerAddress
        let entityTag: String?
        let body: [UInt8]
    }

    let location: Location
    let algorithms: Set<SignatureAlgorithm>
    let transport: any KeySetTransport
    let policy: KeySetPolicy

    /// The location of an issuer's metadata.
    static func location(ofIssuer issuer: String) throws(KeySetError) -> Location {
        .issuer(issuer, metadata: try IssuerMetadata.address(ofIssuer: issuer))
    }

    /// Fetches the set, or learns that it is still the same (RFC 9110 §13.1.2).
    /// - Parameter previous: What the last fetch brought. A text that hasn't changed keeps its set.
    /// - Returns: The keys that verify with the allowed algorithms.
    /// - Throws: `KeySetError`.
    func run(after previous: Outcome? = nil) async throws(KeySetError) -> Outcome {
        let address = try await address()
        let known = previous.flatMap { $0.document.address == address ? $0 : nil }
        let answer = try await transport.get(
            DocumentRequest(
                address.text,
                entityTag: known?.document.entityTag,
                maximumBytes: policy.maximumBytes,
                timeout: policy.timeout
            )
        )
        guard answer.body.count <= policy.maximumBytes else { throw KeySetError(.tooLarge) }
        let lifetime = CacheControl.lifetime(answer.cacheControl)
        if answer.status == 304, let known, known.document.entityTag != nil {
            return Outcome(keys: known.keys, lifetime: lifetime, document: known.document)
        }
        try answer.requireDocument(from: address.text)
        let document = Document(address: address, entityTag: EntityTag.usable(answer.entityTag), body: answer.body)
        if let known, known.document.body == answer.body {
            return Outcome(keys: known.keys, lifetime: lifetime, document: document)
        }
        let json = try answer.json(orElse: .invalidKeySet)
        let set: JSONWebKeySet
        let keys: VerificationKeySet
        do throws(JOSEError) {
            set = try JSONWebKeySet(json)
            keys = try VerificationKeySet(set, algorithms: algorithms)
        } catch {
            throw KeySetError(.invalidKeySet, detail: error.detail)
        }
        // The world can sign with what this issuer publishes.
        guard !set.keys.contains(where: \.isPrivate) else {
            throw KeySetError(.invalidKeySet, detail: "it publishes a private key")
        }
        return Outcome(keys: keys, lifetime: lifetime, document: document)
    }

    /// Where the key set is at present (RFC 8414 §3, whose answer must name the issuer, §3.3).
    private func address() async throws(KeySetError) -> IssuerAddress {
        switch location {
        case .keySet(let known): return known
        case .issuer(let issuer, let metadata):
            let metadata = try await IssuerMetadata.fetch(
                ofIssuer: issuer,
                at: metadata,
                by: transport,
                maximumBytes: policy.maximumBytes,
                timeout: policy.timeout
            )
            return try metadata.keySetAddress()
        }
    }
}
