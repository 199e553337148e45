import Hummingbird
import Identity
import Synchronization
import TesseraJOSE

/// `/.well-known/…`: the key set and the metadata, prepared once per version of the key set.
final class DiscoveryEndpoints: Sendable {
    private struct Prepared: Sendable {
        let version: String
        let keys: PreparedAnswer
        let metadata: PreparedAnswer
    }

    private let signingKeys: SigningKeyService
    private let metadata: ServerMetadata
    private let cacheControl: String
    private let prepared: Mutex<Prepared?>

    /// - Parameters:
    ///   - identity: whose keys are published.
    ///   - issuer: the server's URL.
    ///   - proofAlgorithms: the names of the algorithms that a proof of possession may be signed by.
    init(identity: IdentitySystem, issuer: String, proofAlgorithms: [String]) {
        signingKeys = identity.signingKeys
        metadata = ServerMetadata(
            issuer: issuer,
            configuration: identity.configuration,
            proofAlgorithms: proofAlgorithms
        )
        // A verifier must have fetched a new key before it signs, so nobody may keep the set for as long as it is published ahead.
        let seconds = max(0, min(300, identity.configuration.signingKeyPublishAhead.wholeSeconds / 2))
        cacheControl = "public, max-age=\(seconds)"
        prepared = Mutex(nil)
    }

    var endpoints: [Endpoint] {
        [
            Endpoint(.get, "/.well-known/jwks.json", for: .anybody) { request, _ in
                self.current().keys.answer(to: request)
            },
            Endpoint(.get, "/.well-known/openid-configuration", for: .anybody) { request, _ in
                self.current().metadata.answer(to: request)
            },
            Endpoint(.get, "/.well-known/oauth-authorization-server", for: .anybody) { request, _ in
                self.current().metadata.answer(to: request)
            },
        ]
    }

    private func current() -> Prepared {
        let version = signingKeys.version
        return prepared.withLock { known in
            if let known, known.version == version { return known }
            let set = signingKeys.publicKeys
            let made = Prepared(
                version: version,
                keys: PreparedAnswer(
                    body: Self.document(set, madeAt: signingKeys.publicKeyTimes).serialized(),
                    tag: version,
                    headers: [.contentType: "application/jwk-set+json", .cacheControl: cacheControl]
                ),
                metadata: PreparedAnswer(
                    body: metadata.document(keys: set).serialized(),
                    tag: "m-" + version,
                    headers: [.contentType: "application/json", .cacheControl: cacheControl]
                )
            )
            known = made
            return made
        }
    }

    /// The key set with each key's `iat`, so that people see its age; whoever does not know the member ignores it
    /// (RFC 7517 §4).
    private static func document(_ set: JSONWebKeySet, madeAt times: [String: Int64]) -> JSONValue {
        let keys = set.json()["keys"]?.array ?? []
        return [
            "keys": .array(
                keys.map { key in
                    guard var members = key.object, let id = key["kid"]?.string, let time = times[id] else {
                        return key
                    }
                    members["iat"] = .integer(time)
                    return .object(members)
                }
            )
        ]
    }
}
