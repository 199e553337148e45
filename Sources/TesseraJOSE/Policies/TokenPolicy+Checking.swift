extension TokenPolicy {
    /// Checks a token and hands out its claims.
    /// - Parameters:
    ///   - token: A token whose signature was verified.
    ///   - now: The time, in seconds since 1970.
    /// - Returns: The claims.
    /// - Throws: The first ``PolicyViolation`` in the order of its rules.
    public func check(_ token: VerifiedJWS, at now: Int64) throws(PolicyViolation) -> Claims {
        let claims: Claims
        do { claims = try Claims(parsing: token.payload) } catch { throw PolicyViolation(.payload, error.detail) }
        if let first = violations(by: claims, token.header, at: now).first { throw first }
        return claims
    }

    /// Every rule that a token breaks, for showing to people.
    /// - Parameters:
    ///   - token: A token whose signature was verified.
    ///   - now: The time, in seconds since 1970.
    /// - Returns: The violations in the order of the rules; empty when the token satisfies the policy.
    public func violations(of token: VerifiedJWS, at now: Int64) -> [PolicyViolation] {
        do throws(JOSEError) {
            return violations(by: try Claims(parsing: token.payload), token.header, at: now)
        } catch {
            return [PolicyViolation(.payload, error.detail)]
        }
    }

    private func violations(by claims: Claims, _ header: JOSEHeader, at now: Int64) -> [PolicyViolation] {
        // Within the times that claims can hold, so that no sum below overflows.
        let now = min(max(now, 0), 253_402_300_799)
        return [
            type(header), issuer(claims), audience(claims), expiration(claims, now), notBefore(claims, now),
            issuedAt(claims, now), requiredClaims(claims),
        ].compactMap { $0 }
    }

    private func type(_ header: JOSEHeader) -> PolicyViolation? {
        guard !types.isEmpty, !types.contains(where: header.hasType) else { return nil }
        return PolicyViolation(
            .type,
            "The header's \"typ\" is \(header.type == nil ? "absent" : "another"); expected \(list(types))."
        )
    }

    private func issuer(_ claims: Claims) -> PolicyViolation? {
        guard let issuer, !(claims.issuer?.isIdentical(to: issuer) ?? false) else { return nil }
        return PolicyViolation(
            .issuer,
            "The claim \"iss\" is \(claims.issuer == nil ? "absent" : "another"); expected \"\(issuer)\"."
        )
    }

    private func audience(_ claims: Claims) -> PolicyViolation? {
        guard !audiences.isEmpty, !audiences.contains(where: claims.isIntended) else { return nil }
        let found = claims.audience.isEmpty ? "absent" : "another"
        return PolicyViolation(.audience, "The claim \"aud\" is \(found); expected \(list(audiences)).")
    }

    private func expiration(_ claims: Claims, _ now: Int64) -> PolicyViolation? {
        guard let expiresAt = claims.expiresAt else {
            return requiresExpiration ? PolicyViolation(.expiration, "The claim \"exp\" is absent.") : nil
        }
        guard now >= expiresAt + leeway else { return nil }
        return PolicyViolation(.expiration, "The token expired \(now - expiresAt) s ago (leeway \(leeway) s).")
    }

    private func notBefore(_ claims: Claims, _ now: Int64) -> PolicyViolation? {
        guard let notBefore = claims.notBefore, notBefore > now + lead else { return nil }
        return PolicyViolation(
            .notBefore,
            "The token isn't valid for another \(notBefore - now) s (at most \(lead) s)."
        )
    }

    private func issuedAt(_ claims: Claims, _ now: Int64) -> PolicyViolation? {
        guard let issuedAt = claims.issuedAt else {
            return maximumAge == nil ? nil : PolicyViolation(.issuedAt, "The claim \"iat\" is absent.")
        }
        if issuedAt > now + lead {
            return PolicyViolation(
                .issuedAt,
                "The token was issued \(issuedAt - now) s in the future (at most \(lead) s)."
            )
        }
        guard let maximumAge, now - issuedAt - leeway > maximumAge else { return nil }
        return PolicyViolation(.issuedAt, "The token is \(now - issuedAt) s old; at most \(maximumAge) s are allowed.")
    }

    private func requiredClaims(_ claims: Claims) -> PolicyViolation? {
        let absent = requiredClaims.filter { claims[$0] == nil }
        return absent.isEmpty ? nil : PolicyViolation(.requiredClaims, "Required claims are absent: \(list(absent)).")
    }

    private func list(_ texts: [String]) -> String { texts.map { "\"\($0)\"" }.joined(separator: ", ") }
}

extension JOSEHeader {
    /// Whether `typ` names a media type, without regard to case and to a leading `application/` (RFC 7515 §4.1.9).
    /// - Parameter expected: The media type, such as `at+jwt` or `application/at+jwt`.
    /// - Returns: `false` also when there is no `typ`.
    public func hasType(_ expected: String) -> Bool {
        guard let type else { return false }
        return Self.normalized(type) == Self.normalized(expected)
    }

    private static func normalized(_ type: String) -> [UInt8] {
        // Only ASCII letters have a case here: Unicode's folding would make KELVIN SIGN a "k".
        let bytes = type.utf8.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 }
        let prefix = Array("application/".utf8)
        guard bytes.starts(with: prefix) else { return bytes }
        let rest = Array(bytes.dropFirst(prefix.count))
        return rest.contains(UInt8(ascii: "/")) ? bytes : rest
    }
}
