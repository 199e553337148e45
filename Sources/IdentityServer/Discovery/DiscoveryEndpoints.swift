import Identity

/// `/.well-known/…`: the key set, and the metadata that name it and all other endpoints.
struct DiscoveryEndpoints: Sendable {
    let identity: IdentitySystem
    /// The server's URL.
    let issuer: String
    /// The names of the algorithms that a proof of possession may be signed by.
    let proofAlgorithms: [String]
    /// All other endpoints of the server.
    let others: [Endpoint]

    var endpoints: [Endpoint] {
        let keySet = KeySetEndpoint(signingKeys: identity.signingKeys, cacheControl: cacheControl).endpoint
        let metadata = ServerMetadata(
            issuer: issuer,
            configuration: identity.configuration,
            proofAlgorithms: proofAlgorithms,
            endpoints: others + [keySet]
        )
        let documents = MetadataEndpoints(
            signingKeys: identity.signingKeys,
            metadata: metadata,
            cacheControl: cacheControl
        )
        return [keySet] + documents.endpoints
    }

    /// A verifier must have fetched a new key before it signs, so the set may be kept for half of the time that it is published ahead.
    private var cacheControl: String {
        let seconds = max(0, min(300, identity.configuration.signingKeyPublishAhead.wholeSeconds / 2))
        return "public, max-age=\(seconds)"
    }
}
