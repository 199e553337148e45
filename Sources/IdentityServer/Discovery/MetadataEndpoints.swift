import Hummingbird
import Identity
import TesseraJOSE

/// `/.well-known/openid-configuration` and `/.well-known/oauth-authorization-server`: what the server says of itself.
struct MetadataEndpoints: Sendable {
    private let signingKeys: SigningKeyService
    private let metadata: ServerMetadata
    private let cacheControl: String
    private let prepared = VersionedAnswer()

    /// - Parameters:
    ///   - signingKeys: whose algorithms are named.
    ///   - metadata: what else is named.
    ///   - cacheControl: how long a client may keep the answer.
    init(signingKeys: SigningKeyService, metadata: ServerMetadata, cacheControl: String) {
        self.signingKeys = signingKeys
        self.metadata = metadata
        self.cacheControl = cacheControl
    }

    var endpoints: [Endpoint] {
        ["/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"].map { path in
            Endpoint(.get, path, for: .anybody, sharing: .everyOrigin, log: .quiet) { request, _ in
                current().answer(to: request)
            }
        }
    }

    private func current() -> PreparedAnswer {
        let version = signingKeys.version
        return prepared.answer(of: version) {
            PreparedAnswer(
                body: metadata.document(keys: signingKeys.publicKeys).serialized(),
                tag: "m-" + version,
                headers: [.contentType: "application/json", .cacheControl: cacheControl]
            )
        }
    }
}
