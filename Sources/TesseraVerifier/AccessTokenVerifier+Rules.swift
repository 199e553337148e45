import TesseraJOSE
import TesseraOAuth

/// The rules of RFC 9068 §4 for a token whose signature is verified, as a pure function of token and time.
extension AccessTokenVerifier {
    /// Applies every rule, the cheapest first.
    /// - Parameter signed: The token, its signature verified.
    /// - Returns: What the token says.
    /// - Throws: `VerificationError` that names the first broken rule.
    func accept(_ signed: VerifiedJWS) throws(VerificationError) -> AccessToken {
        // The key set has its own list of algorithms; this one is the verifier's, and both must agree.
        guard algorithms.contains(signed.header.algorithm) else { throw VerificationError(rule: .algorithm) }
        try Self.requireAccessTokenType(signed.header.type)
        let claims: Claims
        do {
            claims = try Claims(parsing: signed.payload)
        } catch {
            throw VerificationError(rule: .malformed)
        }
        let token = try AccessToken(claims)
        guard token.issuer.isIdentical(to: issuer) else { throw VerificationError(rule: .issuer) }
        guard claims.isIntended(for: audience) else { throw VerificationError(rule: .audience) }
        if let clients, !clients.contains(where: token.clientID.isIdentical) {
            throw VerificationError(rule: .clientID)
        }
        try requireValidity(of: token, notBefore: claims.notBefore)
        return token
    }

    /// `typ` must be `at+jwt` or `application/at+jwt` (RFC 9068 §4), a media type and so without regard to case.
    ///
    /// This is what keeps ID tokens and logout tokens of the same issuer out.
    static func requireAccessTokenType(_ type: String?) throws(VerificationError) {
        guard let type else { throw VerificationError(rule: .type) }
        guard type != "at+jwt" else { return }
        guard ["at+jwt", "application/at+jwt"].contains(type.lowercased()) else { throw VerificationError(rule: .type) }
    }

    /// `exp`, `nbf` and `iat` against the clock, each with the leeway (RFC 7519 §4.1.4 to §4.1.6).
    private func requireValidity(of token: AccessToken, notBefore: Int64?) throws(VerificationError) {
        let now = now()
        let leeway = Int64(leeway)
        // Saturating, since a claim may stand anywhere in Int64.
        guard now < Self.saturatingSum(token.expiresAt, leeway) else { throw VerificationError(rule: .expired) }
        let latest = Self.saturatingSum(now, leeway)
        guard notBefore ?? token.issuedAt <= latest, token.issuedAt <= latest else {
            throw VerificationError(rule: .notYetValid)
        }
    }

    private static func saturatingSum(_ one: Int64, _ other: Int64) -> Int64 {
        let (sum, overflow) = one.addingReportingOverflow(other)
        return overflow ? (other < 0 ? .min : .max) : sum
    }
}
