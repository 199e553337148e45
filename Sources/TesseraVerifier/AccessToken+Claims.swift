package import TesseraJOSE
import TesseraOAuth

/// Reading the claims of RFC 9068 §2.2, each with its type; a claim of another type is never taken for an absent one.
extension AccessToken {
    /// Reads the claims of a verified token.
    /// - Parameter claims: The verified claims.
    /// - Throws: `VerificationError` with `missingClaim` or `malformed` and the claim's name.
    package init(_ claims: Claims) throws(VerificationError) {
        let object = claims.object
        issuer = try Self.required(claims.issuer, "iss")
        subject = try Self.required(claims.subject, "sub")
        audience = claims.audience
        guard !audience.isEmpty else { throw VerificationError(rule: .missingClaim, claim: "aud") }
        clientID = try Self.required(Self.string("client_id", in: object), "client_id")
        tokenID = try Self.required(claims.tokenID, "jti")
        guard let expiresAt = claims.expiresAt else { throw VerificationError(rule: .missingClaim, claim: "exp") }
        guard let issuedAt = claims.issuedAt else { throw VerificationError(rule: .missingClaim, claim: "iat") }
        self.expiresAt = expiresAt
        self.issuedAt = issuedAt
        sessionID = try Self.string("sid", in: object)
        scope = try Self.scope(in: object)
        roles = try Self.strings("roles", in: object)
        permissions = try Self.strings("permissions", in: object)
        methods = try Self.strings("amr", in: object)
        authenticatedAt = try Self.time("auth_time", in: object)
        self.claims = object
    }

    private static func required(_ value: String?, _ claim: String) throws(VerificationError) -> String {
        guard let value, !value.isEmpty else { throw VerificationError(rule: .missingClaim, claim: claim) }
        return value
    }

    private static func string(_ claim: String, in object: JSONObject) throws(VerificationError) -> String? {
        guard let value = object[claim] else { return nil }
        guard let string = value.string else { throw VerificationError(rule: .malformed, claim: claim) }
        return string
    }

    private static func strings(_ claim: String, in object: JSONObject) throws(VerificationError) -> [String] {
        guard let value = object[claim] else { return [] }
        guard let elements = value.array else { throw VerificationError(rule: .malformed, claim: claim) }
        var strings: [String] = []
        for element in elements {
            guard let string = element.string else { throw VerificationError(rule: .malformed, claim: claim) }
            strings.append(string)
        }
        return strings
    }

    private static func time(_ claim: String, in object: JSONObject) throws(VerificationError) -> Int64? {
        guard let value = object[claim] else { return nil }
        if let seconds = value.integer { return seconds }
        guard let number = value.number, let seconds = Int64(exactly: number.rounded(.down)) else {
            throw VerificationError(rule: .malformed, claim: claim)
        }
        return seconds
    }

    /// An empty `scope` is read as the empty scope: it grants nothing, and issuers do write it.
    private static func scope(in object: JSONObject) throws(VerificationError) -> Scope {
        guard let text = try string("scope", in: object), !text.isEmpty else { return .empty }
        do {
            return try Scope(parsing: text)
        } catch {
            throw VerificationError(rule: .malformed, claim: "scope")
        }
    }
}
