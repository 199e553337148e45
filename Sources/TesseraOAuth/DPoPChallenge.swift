/// The challenge with which a protected resource asks for an access token that is bound to a key, and for the proof of
/// that key: the value of `WWW-Authenticate` (RFC 9449 §7.1).
public struct DPoPChallenge: Sendable, Hashable {
    /// The protection space, as RFC 9110 §11.5 means it.
    public let realm: String?
    /// Why the request was refused; `nil` when it carried no authentication at all.
    public let error: OAuthErrorCode?
    /// A sentence for developers; never a secret.
    public let description: String?
    /// The scope that the resource requires.
    public let scope: Scope?
    /// `max_age`: how many seconds ago the user may have authenticated at the most (RFC 9470 §3); `nil` when it does not matter.
    public let maxAge: Int64?
    /// `algs`: the names of the algorithms that a proof may be signed by.
    public let algorithms: [String]

    /// Makes a challenge.
    /// - Parameters:
    ///   - realm: The protection space.
    ///   - error: The code; leave it out when the request carried no access token.
    ///   - description: A sentence for developers. Characters outside RFC 6750 §3's alphabet are replaced.
    ///   - scope: The scope that the resource requires.
    ///   - maxAge: How many seconds ago the user may have authenticated at the most (RFC 9470 §3).
    ///   - algorithms: The names of the algorithms that a proof may be signed by.
    public init(
        realm: String? = nil,
        error: OAuthErrorCode? = nil,
        description: String? = nil,
        scope: Scope? = nil,
        maxAge: Int64? = nil,
        algorithms: [String]
    ) {
        self.realm = realm
        self.error = error
        self.description = description
        self.scope = scope
        self.maxAge = maxAge
        self.algorithms = algorithms
    }

    /// The header's value: `DPoP` with its parameters as quoted strings.
    public var headerValue: String {
        var parameters: [String] = []
        if let realm { parameters.append("realm=\(QuotedText.quotedString(realm))") }
        if !algorithms.isEmpty {
            parameters.append("algs=\(QuotedText.quotedString(algorithms.joined(separator: " ")))")
        }
        if let error { parameters.append("error=\"\(error.rawValue)\"") }
        if let description { parameters.append("error_description=\"\(QuotedText.description(description))\"") }
        if let scope, !scope.isEmpty { parameters.append("scope=\"\(scope.text)\"") }
        if let maxAge { parameters.append("max_age=\"\(maxAge)\"") }
        if parameters.isEmpty { parameters.append("realm=\"\"") }
        return "DPoP " + parameters.joined(separator: ", ")
    }

    /// The same challenge for a protection space.
    /// - Parameter realm: The protection space.
    /// - Returns: The challenge with that realm.
    public func inRealm(_ realm: String) -> DPoPChallenge {
        DPoPChallenge(
            realm: realm,
            error: error,
            description: description,
            scope: scope,
            maxAge: maxAge,
            algorithms: algorithms
        )
    }
}
