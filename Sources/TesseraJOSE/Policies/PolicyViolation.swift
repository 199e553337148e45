/// The rule of a ``TokenPolicy`` that refused a token, with a diagnostic for people.
public struct PolicyViolation: Error, Sendable, Equatable, CustomStringConvertible {
    /// The rules, in the order in which they are checked.
    public enum Rule: String, Sendable, CaseIterable, Hashable {
        /// The payload is a strict JSON object whose registered claims have the right types (RFC 7519 §4).
        case payload
        /// `typ` is one of those expected (RFC 8725 §3.11).
        case type
        /// `iss` is the one expected (RFC 8725 §3.8).
        case issuer
        /// `aud` names one of those expected (RFC 8725 §3.9).
        case audience
        /// `exp` is present and in the future (RFC 7519 §4.1.4).
        case expiration
        /// `nbf` isn't in the future (RFC 7519 §4.1.5).
        case notBefore = "not_before"
        /// `iat` isn't in the future, and not longer ago than allowed (RFC 7519 §4.1.6).
        case issuedAt = "issued_at"
        /// Every claim that is demanded is present.
        case requiredClaims = "required_claims"
    }

    /// The rule that refused.
    public let rule: Rule
    /// What was wrong, in words that are safe to show.
    ///
    /// Holds what was expected, and nothing of the token but its times.
    public let detail: String

    init(_ rule: Rule, _ detail: String) {
        self.rule = rule
        self.detail = detail
    }

    /// The rule and what was wrong.
    public var description: String { "\(rule.rawValue): \(detail)" }
}
