/// The challenge with which a protected resource answers a request that lacks a sufficient access token:
/// the value of `WWW-Authenticate` (RFC 6750 §3).
public struct BearerChallenge: Sendable, Hashable {
    /// The protection space, as RFC 9110 §11.5 means it.
    public let realm: String?
    /// Why the request was refused; `nil` when it carried no authentication at all (RFC 6750 §3.1).
    public let error: OAuthErrorCode?
    /// A sentence for developers; never a secret.
    public let description: String?
    /// The scope that the resource requires.
    public let scope: Scope?
    /// `max_age`: how many seconds ago the user may have authenticated at the most (RFC 9470 §3); `nil` when it does not matter.
    public let maxAge: Int64?

    /// Makes a challenge.
    /// - Parameters:
    ///   - realm: The protection space.
    ///   - error: The code; leave it out when the request carried no access token (RFC 6750 §3.1).
    ///   - description: A sentence for developers. Characters outside RFC 6750 §3's alphabet are replaced.
    ///   - scope: The scope that the resource requires.
    ///   - maxAge: How many seconds ago the user may have authenticated at the most (RFC 9470 §3).
    public init(
        realm: String? = nil,
        error: OAuthErrorCode? = nil,
        description: String? = nil,
        scope: Scope? = nil,
        maxAge: Int64? = nil
    ) {
        self.realm = realm
        self.error = error
        self.description = description
        self.scope = scope
        self.maxAge = maxAge
    }

    /// The HTTP status that belongs to the error (RFC 6750 §3.1): 400, 401 or 403.
    public var status: Int {
        switch error {
        case .invalidRequest: 400
        case .insufficientScope: 403
        default: 401
        }
    }

    /// The header's value, `Bearer` with its parameters as quoted strings.
    ///
    /// At least one parameter must follow the scheme (RFC 6750 §3), so a challenge without any names an empty realm.
    public var headerValue: String {
        var parameters: [String] = []
        if let realm { parameters.append("realm=\(QuotedText.quotedString(realm))") }
        if let error { parameters.append("error=\"\(error.rawValue)\"") }
        if let description { parameters.append("error_description=\"\(QuotedText.description(description))\"") }
        if let scope, !scope.isEmpty { parameters.append("scope=\"\(scope.text)\"") }
        if let maxAge { parameters.append("max_age=\"\(maxAge)\"") }
        if parameters.isEmpty { parameters.append("realm=\"\"") }
        return "Bearer " + parameters.joined(separator: ", ")
    }

    /// The same challenge for a protection space.
    /// - Parameter realm: The protection space.
    /// - Returns: The challenge with that realm.
    public func inRealm(_ realm: String) -> BearerChallenge {
        BearerChallenge(realm: realm, error: error, description: description, scope: scope, maxAge: maxAge)
    }
}
