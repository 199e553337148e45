import Identity
import TesseraJOSE
import TesseraOAuth

/// What the server says of itself (RFC 8414 §2, OpenID Connect Discovery 1.0 §3).
///
/// It names what is there and nothing else: no authorization and token endpoints yet, so no grant and response types.
struct ServerMetadata: Sendable {
    let issuer: String
    let configuration: IdentityConfiguration
    /// The names of the algorithms that a proof of possession may be signed by (RFC 9449 §5.1).
    let proofAlgorithms: [String]

    /// How clients prove who they are (RFC 6749 §2.3.1, RFC 8414 §2).
    private static let clientAuthenticationMethods: JSONValue = ["client_secret_basic", "client_secret_post"]

    func document(keys: JSONWebKeySet) -> JSONValue {
        let algorithms = Set(keys.keys.compactMap { $0.algorithm?.rawValue }).sorted()
        var object = JSONObject()
        object["issuer"] = .string(issuer)
        object["jwks_uri"] = .string(issuer + "/.well-known/jwks.json")
        object["introspection_endpoint"] = .string(issuer + "/oauth2/introspect")
        object["introspection_endpoint_auth_methods_supported"] = Self.clientAuthenticationMethods
        object["revocation_endpoint"] = .string(issuer + "/oauth2/revoke")
        object["revocation_endpoint_auth_methods_supported"] = Self.clientAuthenticationMethods
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
        object["status_list_aggregation_endpoint"] = .string(issuer + "/status/lists")
        object["service_documentation"] = .string(issuer + "/docs")
        object["tessera"] = [
            "access_token_signing_alg_values_supported": .array(algorithms.map { .string($0) }),
            "login_endpoint": .string(issuer + "/auth/login"),
            "refresh_endpoint": .string(issuer + "/auth/refresh"),
            "logout_endpoint": .string(issuer + "/auth/logout"),
            "status_events_endpoint": .string(issuer + "/status/events"),
            "status_confirmation_endpoint": .string(issuer + "/status/confirmations"),
        ]
        return .object(object)
    }
}
