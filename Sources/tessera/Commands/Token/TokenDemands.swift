import TesseraJOSE
import TesseraVerifier

/// The requirements for a token, in addition to its signature and its times.
struct TokenDemands: Sendable {
    var issuer: String?
    var audience: String?
    var clientID: String?
    var type: String?
    /// Claims that must be there besides `exp`.
    var requiredClaims: [String] = []
    /// Whether to require everything that RFC 9068 §4 requires of an access token that is used as a bearer token.
    var isAccessToken = false
    /// The issuer at which a token's status is looked up; `nil` looks up none.
    var status: String?
    /// Seconds that clocks may differ.
    var leeway: Int = 0

    /// A policy of the verifier with the rules that it checks.
    struct AskedPolicy: Sendable {
        let rules: [VerificationRule]
        let policy: any VerificationPolicy
    }

    /// The policies that are asked, in the verifier's order.
    var policies: [AskedPolicy] {
        var policies: [AskedPolicy] = []
        func ask(_ rules: VerificationRule..., policy: (any VerificationPolicy)?) {
            if let policy { policies.append(AskedPolicy(rules: rules, policy: policy)) }
        }
        ask(.type, policy: type.map { TypePolicy($0) } ?? (isAccessToken ? TypePolicy() : nil))
        ask(.missingClaim, policy: isAccessToken ? RequiredClaimsPolicy.accessToken : nil)
        // A token that never ends is never accepted.
        ask(.missingClaim, policy: RequiredClaimsPolicy(requiredClaims + ["exp"]))
        ask(.issuer, policy: issuer.map { IssuerPolicy($0) })
        ask(.audience, policy: audience.map { AudiencePolicy($0) })
        ask(.clientID, policy: clientID.map { ClientPolicy([$0]) })
        ask(.malformed, policy: isAccessToken ? AccessTokenClaimsPolicy() : nil)
        ask(.expired, .notYetValid, policy: TimePolicy(leeway: leeway, lead: leeway))
        ask(.binding, policy: isAccessToken ? BindingPolicy() : nil)
        return policies
    }
}

/// Every claim that an access token gives meaning to has its type, as the verifier reads it.
private struct AccessTokenClaimsPolicy: VerificationPolicy {
    func refusal(of token: VerifiedToken, at now: Int64) -> VerificationError? {
        do throws(VerificationError) {
            _ = try AccessToken(token.claims)
            return nil
        } catch {
            return error
        }
    }
}
