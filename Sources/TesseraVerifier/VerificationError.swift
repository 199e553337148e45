package import TesseraJOSE
public import TesseraOAuth

/// Why an access token was refused.
///
/// It names the rule and never repeats the token.
public struct VerificationError: Error, Sendable, Equatable {
    /// The broken rule.
    public let rule: VerificationRule
    /// The claim at fault, where the rule speaks of claims in general: one of the claims' registered names.
    public let claim: String?
    /// The name of the application's own policy that refused, for the rule `policy`.
    public let policy: String?

    /// Makes an error.
    /// - Parameters:
    ///   - rule: The broken rule.
    ///   - claim: The name of the claim at fault; never its value.
    public init(rule: VerificationRule, claim: String? = nil) {
        self.rule = rule
        self.claim = claim
        policy = nil
    }

    /// Makes the refusal by a policy of the application's own.
    /// - Parameter name: The policy's name, a literal, so that nothing of a token can get into it.
    public init(policy name: StaticString) {
        rule = .policy
        claim = nil
        policy = name.description
    }

    /// Whether nothing is known of the token, since the issuer couldn't be asked: another try may succeed.
    public var isTemporary: Bool { rule == .keysUnavailable || rule == .statusUnavailable }

    /// The challenge for the answer (RFC 6750 §3): `invalid_token`, with the rule as a sentence.
    ///
    /// For `keysUnavailable` and `statusUnavailable` it carries no error code, since nothing is known of the token;
    /// answer such a request with 503 rather than 401, or its client will throw away a good token.
    public var challenge: BearerChallenge {
        isTemporary ? BearerChallenge() : BearerChallenge(error: .invalidToken, description: description)
    }

    /// The rule that a refused signature breaks.
    /// - Parameter error: Why the key set refused.
    package init(_ error: JOSEError) {
        let rule: VerificationRule =
            switch error.code {
            case .tooLarge: .tooLarge
            case .unsupportedAlgorithm, .algorithmNotAllowed, .algorithmMismatch: .algorithm
            case .unknownKeyID, .missingKeyID: .unknownKey
            case .invalidSignature: .signature
            default: .malformed
            }
        self.init(rule: rule)
    }
}

extension VerificationError: CustomStringConvertible {
    /// The rule as a sentence that is safe to show to anybody.
    public var description: String {
        switch rule {
        case .malformed:
            claim.map { "The access token's claim \($0) has the wrong type." } ?? "The access token is malformed."
        case .tooLarge: "The access token is too large."
        case .algorithm: "The access token's signature algorithm is not accepted."
        case .unknownKey: "The access token names a key that the issuer does not publish."
        case .signature: "The access token's signature is invalid."
        case .type: "The token is not an access token: its typ must be at+jwt."
        case .missingClaim: "The access token lacks the claim \(claim ?? "that RFC 9068 requires")."
        case .issuer: "The access token comes from another issuer."
        case .audience: "The access token is meant for another audience."
        case .clientID: "The access token was issued to a client that is not accepted here."
        case .expired: "The access token has expired."
        case .notYetValid: "The access token is not valid yet."
        case .status: "The access token has been revoked."
        case .binding: "The access token is bound to a key; it is not accepted as a bearer token."
        case .policy: "The access token was refused by the policy \(policy ?? "of this server")."
        case .statusUnavailable: "The status of the access token is unavailable at the moment."
        case .keysUnavailable: "The issuer's keys are unavailable at the moment."
        }
    }
}
