import Hummingbird
import Identity
import TesseraJOSE

/// `/.well-known/jwks.json`: the keys that verify tokens.
struct KeySetEndpoint: Sendable {
    private let signingKeys: SigningKeyService
    private let cacheControl: String
    private let prepared = VersionedAnswer()

    /// - Parameters:
    ///   - signingKeys: the keys.
    ///   - cacheControl: how long a verifier may keep the answer.
    init(signingKeys: SigningKeyService, cacheControl: String) {
        self.signingKeys = signingKeys
        self.cacheControl = cacheControl
    }

    var endpoint: Endpoint {
        Endpoint(
            .get,
            "/.well-known/jwks.json",
            for: .anybody,
            sharing: .everyOrigin,
            log: .quiet,
            announced: .registered("jwks_uri")
        ) { request, _ in current().answer(to: request) }
    }

    private func current() -> PreparedAnswer {
        let version = signingKeys.version
        return prepared.answer(of: version) {
            PreparedAnswer(
                body: Self.document(signingKeys.publicKeys, madeAt: signingKeys.publicKeyTimes).serialized(),
                tag: version,
                headers: [.contentType: "application/jwk-set+json", .cacheControl: cacheControl]
            )
        }
    }

    /// The key set with each key's `iat`, so that people see its age; readers that do not know the member ignore it (RFC 7517 §4).
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
