import TesseraJOSE
import TesseraVerifier
import WebValues

/// The findings of the rules in a token whose signature is verified, as text.
struct TokenWords {
    let token: VerifiedToken
    let demands: TokenDemands
    /// Seconds since 1970-01-01T00:00:00Z.
    let now: Int64

    /// Why a rule rejects, as a sentence.
    func refusal(_ error: VerificationError) -> String {
        switch error.rule {
        case .type: "The header's typ is \(type); \(quoted(demands.type ?? "at+jwt")) is required."
        case .missingClaim: "The claim \(error.claim ?? "demanded") is absent or empty."
        case .issuer: "The issuer is \(issuer); \(quoted(demands.issuer)) is required."
        case .audience: "The audience is \(audience); \(quoted(demands.audience)) is required."
        case .clientID: "The client is \(client); \(quoted(demands.clientID)) is required."
        case .expired: "The token expired \(moment(token.claims.expiresAt))\(leeway)."
        case .notYetValid: tooEarly
        case .binding: "The token is bound to a key (cnf); it must not be accepted without a proof by that key."
        default: error.description
        }
    }

    /// The value in the token that a rule checks, also if the options do not ask for the rule.
    func found(_ rule: VerificationRule) -> String {
        switch rule {
        case .type: type
        case .issuer: issuer
        case .audience: audience
        case .clientID: client
        case .expired: "exp \(moment(token.claims.expiresAt))"
        case .notYetValid: times
        case .missingClaim: "exp\((demands.isAccessToken ? ["those of RFC 9068"] : []).adding(demands.requiredClaims))"
        case .binding: token.claims["cnf"] == nil ? "the token is not bound" : "the token is bound to a key (cnf)"
        case .status: token.claims["status"] == nil ? "the token has no status" : "the token has a status"
        default: ""
        }
    }

    private var type: String { quoted(token.header.type) }
    private var issuer: String { quoted(token.claims.issuer) }
    private var client: String { quoted(token.claims["client_id"]?.string) }

    private var audience: String {
        let names = token.claims.audience
        return names.isEmpty ? "absent" : names.prefix(8).map(quoted).joined(separator: ", ")
    }

    private var leeway: String { demands.leeway == 0 ? "" : " (leeway \(demands.leeway) seconds)" }

    private var times: String {
        let claims = [("nbf", token.claims.notBefore), ("iat", token.claims.issuedAt)]
        let there = claims.compactMap { name, seconds in seconds.map { "\(name) \(moment($0))" } }
        return there.isEmpty ? "neither nbf nor iat is present" : there.joined(separator: "; ")
    }

    private var tooEarly: String {
        let latest = now.addingReportingOverflow(Int64(demands.leeway))
        if let seconds = token.claims.notBefore, latest.overflow || seconds > latest.partialValue {
            return "The token is not valid before \(moment(seconds))\(leeway)."
        }
        return "The token was issued \(moment(token.claims.issuedAt))\(leeway)."
    }

    private func moment(_ seconds: Int64?) -> String {
        guard let seconds else { return "at no time" }
        return "\(CalendarTime(secondsSince1970: seconds).text), \(MomentText.relative(seconds, to: now))"
    }

    private func quoted(_ text: String?) -> String {
        text.map { "\"\(SafeText.printable($0, limit: 100))\"" } ?? "absent"
    }
}

extension [String] {
    fileprivate func adding(_ others: [String]) -> String { (self + others).map { ", " + $0 }.joined() }
}
