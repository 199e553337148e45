import Identity

/// The endpoints of confidential clients: `/oauth2/introspect` and `/oauth2/revoke`.
struct OAuthEndpoints: Sendable {
    let identity: IdentitySystem
    let tokens: LivingAccessTokens
    let limits: ServerLimits

    var endpoints: [Endpoint] {
        let requests = ClientRequests(clients: identity.clients, limits: limits)
        return [
            IntrospectionEndpoint(
                requests: requests,
                tokens: tokens,
                sessions: identity.sessions,
                issuer: identity.configuration.issuer
            ).endpoint,
            RevocationEndpoint(requests: requests, tokens: tokens, sessions: identity.sessions).endpoint,
        ]
    }
}
