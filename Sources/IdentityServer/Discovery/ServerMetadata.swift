import Identity
import TesseraJOSE
import TesseraOAuth

/// What the server says of itself (RFC 8414 §2, OpenID Connect Discovery 1.0 §3).
///
/// It names the endpoints that are announced and nothing else: no authorization and token endpoints yet, so no grant and response types.
struct ServerMetadata: Sendable {
    let issuer: String
    let configuration: IdentityConfiguration
    /// The names of the algorithms that a proof of possession may be signed by (RFC 9449 §5.1).
    let proofAlgorithms: [String]
    /// The server's endpoints; those that are announced stand in the document.
    let endpoints: [Endpoint]

    /// How clients prove who they are (RFC 6749 §2.3.1, RFC 8414 §2).
    private static let clientAuthenticationMethods: JSONValue = ["client_secret_basic", "client_secret_post"]

    func document(keys: JSONWebKeySet) -> JSONValue {
        let algorithms = Set(keys.keys.compactMap { $0.algorithm?.rawValue }).sorted()
        var object = JSONObject()
        var own = JSONObject()
        object["issuer"] = .string(issuer)
        own["access_token_signing_alg_values_supported"] = .array(algorithms.map { .string($0) })
        for endpoint in endpoints {
            let url = JSONValue.string(issuer + endpoint.path)
            switch endpoint.announcement {
            case .registered(let name):
                object[name] = url
                if endpoint.access == .client {
                    object[name + "_auth_methods_supported"] = Self.clientAuthenticationMethods
                }
            case .own(let name): own[name] = url
            case nil: break
            }
        }
        object["response_types_supported"] = []
        object["grant_types_supported"] = []
        object["scopes_supported"] = .array(configuration.scope.tokens.map { .string($0) })
        object["subject_types_supported"] = ["public"]
        object["id_token_signing_alg_values_supported"] = .array(algorithms.map { .string($0) })
        object["dpop_signing_alg_values_supported"] = .array(proofAlgorithms.map { .string($0) })
        object["claims_supported"] = .array(
            [
                "iss", "sub", "aud", "exp", "iat", "jti", "client_id", "sid", "scope", "roles", "permissions",
                "auth_time", "amr", "cnf", "status",
            ]
            .map { .string($0) }
        )
        object["tessera"] = .object(own)
        return .object(object)
    }
}
