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
    /// The broken rule of RFC 9449, for the rules `proof` and `binding`.
    public let proof: DPoPRule?

    /// Makes an error.
    /// - Parameters:
    ///   - rule: The broken rule.
    ///   - claim: The name of the claim at fault; never its value.
    public init(rule: VerificationRule, claim: String? = nil) {
        self.rule = rule
        self.claim = claim
        policy = nil
        proof = nil
    }

    /// Makes the refusal of a proof of possession.
    /// - Parameter error: Why the proof was refused.
    public init(_ error: DPoPError) {
        rule = error.rule == .binding || error.rule == .unbound ? .binding : .proof
        claim = nil
        policy = nil
        proof = error.rule
    }

    /// Makes the refusal by a policy of the application's own.
    /// - Parameter name: The policy's name, a literal, so that nothing of a token can get into it.
    public init(policy name: StaticString) {
        rule = .policy
        claim = nil
        policy = name.description
        proof = nil
    }

    /// Whether nothing is known of the token, since the issuer couldn't be asked or there was no memory for its proof:
    /// another try may succeed.
    public var isTemporary: Bool { rule == .keysUnavailable || rule == .statusUnavailable || proof == .memory }

    /// The error's code on the wire (RFC 6750 §3.1, RFC 9449 §7.1).
    private var code: OAuthErrorCode {
        switch proof {
        case nil, .binding, .unbound: .invalidToken
        case .nonce: .useDPoPNonce
        default: .invalidDPoPProof
        }
    }

    /// The challenge for the answer (RFC 6750 §3): `invalid_token`, with the rule as a sentence.
    ///
    /// For `keysUnavailable` and `statusUnavailable` it carries no error code, since nothing is known of the token;
    /// answer such a request with 503 rather than 401, or its client will throw away a good token.
    public var challenge: BearerChallenge {
        isTemporary ? BearerChallenge() : BearerChallenge(error: .invalidToken, description: description)
    }

    /// The challenge for the answer to a request that presented its token by the scheme `DPoP`, or should have (RFC 9449
    /// §7.1): `invalid_token`, `invalid_dpop_proof` or `use_dpop_nonce`, with the rule as a sentence.
    /// - Parameter algorithms: The names of the algorithms that a proof may be signed by.
    /// - Returns: The challenge; without an error code in the cases in which `challenge` has none.
    public func proofChallenge(algorithms: [String]) -> DPoPChallenge {
        isTemporary
            ? DPoPChallenge(algorithms: algorithms)
            : DPoPChallenge(error: code, description: description, algorithms: algorithms)
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
        case .audience: "The access token is for another audience."
        case .clientID: "The access token was issued to a client that is not accepted here."
        case .expired: "The access token has expired."
        case .notYetValid: "The access token is not valid yet."
        case .status: "The access token has been revoked."
        case .binding:
            proof.map { DPoPError($0).description }
                ?? "The access token is bound to a key; it is not accepted as a bearer token."
        case .proof: DPoPError(proof ?? .missing).description
        case .policy: "The access token was rejected by the policy \(policy ?? "of this server")."
        case .statusUnavailable: "The status of the access token is unavailable at the moment."
        case .keysUnavailable: "The issuer's keys are unavailable at the moment."
        }
    }
}
