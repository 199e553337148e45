import TesseraJOSE

/// One fetch of a key set: where it is, which keys of it are taken.
///
/// It remembers nothing.
struct KeySetFetch: Sendable {
    /// Where the key set is.
    enum Location: Sendable {
        /// At the `jwks_uri` of the issuer's metadata.
        case issuer(String, metadata: KeySetAddress)
        /// At this address.
        case keySet(KeySetAddress)
    }

    /// A fetched set, with how long the issuer's answer says that it is fresh.
    struct Outcome: Sendable {
        let keys: VerificationKeySet
        let lifetime: Duration?
    }

    let location: Location
    let algorithms: Set<SignatureAlgorithm>
    let transport: any KeySetTransport
    let policy: KeySetPolicy

    /// The location of an issuer's metadata (OpenID Connect Discovery 1.0 §4.1: a trailing slash is dropped first).
    static func location(ofIssuer issuer: String) throws(KeySetError) -> Location {
        let base = issuer.hasSuffix("/") ? issuer.dropLast() : issuer[...]
        guard !issuer.contains("?") else { throw KeySetError(.insecureAddress, detail: "an issuer has no query") }
        return .issuer(issuer, metadata: try KeySetAddress(base + "/.well-known/openid-configuration"))
    }

    /// Fetches the set.
    /// - Returns: The keys that verify with the allowed algorithms.
    /// - Throws: `KeySetError`.
    func run() async throws(KeySetError) -> Outcome {
        let address: KeySetAddress
        switch location {
        case .keySet(let known): address = known
        case .issuer(let issuer, let metadata): address = try await discover(issuer, at: metadata)
        }
        let answer = try await get(address)
        do {
            let keys = try VerificationKeySet(JSONWebKeySet(parsing: answer.body), algorithms: algorithms)
            return Outcome(keys: keys, lifetime: CacheControl.lifetime(answer.cacheControl))
        } catch {
            throw KeySetError(.invalidKeySet, detail: error.code.name)
        }
    }

    /// Reads the issuer's metadata; its `issuer` must be exactly the one that was asked for (RFC 8414 §3.3).
    private func discover(_ issuer: String, at metadata: KeySetAddress) async throws(KeySetError) -> KeySetAddress {
        let answer = try await get(metadata)
        guard let document = try? JSONValue(parsing: answer.body),
            let named = document["issuer"]?.string,
            let keySetText = document["jwks_uri"]?.string
        else { throw KeySetError(.invalidMetadata) }
        guard named.isIdentical(to: issuer) else { throw KeySetError(.issuerMismatch) }
        guard let address = try? KeySetAddress(keySetText), metadata.isLoopback || !address.isLoopback else {
            throw KeySetError(.insecureAddress, detail: "jwks_uri")
        }
        return address
    }

    private func get(_ address: KeySetAddress) async throws(KeySetError) -> KeySetResponse {
        let answer = try await transport.get(
            address.text,
            maximumBytes: policy.maximumBytes,
            timeout: policy.timeout
        )
        guard answer.body.count <= policy.maximumBytes else { throw KeySetError(.tooLarge) }
        switch answer.status {
        case 200: return answer
        case 300..<400: throw KeySetError(.redirected, detail: address.text)
        default: throw KeySetError(.status, detail: "\(answer.status) from \(address.text)")
        }
    }
}
