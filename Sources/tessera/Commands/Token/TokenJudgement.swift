import TesseraJOSE

/// Judges a token rule by rule and says for each what it found, so that a refusal explains itself.
struct TokenJudgement: Sendable {
    /// What one rule found.
    enum Finding: String, Sendable {
        /// The rule is kept.
        case kept
        /// The rule is broken; the token is refused.
        case broken
        /// Nobody asked for the rule.
        case notAsked = "not_asked"
        /// A rule before it is broken, so that nothing the token says may be looked at.
        case notReached = "not_reached"
    }

    /// One rule with its finding.
    struct Line: Sendable {
        let rule: String
        let finding: Finding
        let detail: String
    }

    /// What is demanded of the token.
    struct Demands: Sendable {
        let keys: JSONWebKeySet
        let algorithms: Set<SignatureAlgorithm>
        let issuer: String?
        let audience: String?
        let type: String?
        /// Seconds that clocks may differ.
        let leeway: Int64
        /// Seconds since 1970-01-01T00:00:00Z.
        let now: Int64
    }

    /// Every rule, in the order in which they are looked at.
    let lines: [Line]
    /// The claims, when the signature is right.
    let claims: JSONValue?

    /// Whether no rule is broken.
    var isAccepted: Bool { refusal == nil }

    /// The first broken rule.
    var refusal: Line? { lines.first { $0.finding == .broken } }

    private static let order = [
        "signature", "type", "claims", "issuer", "audience", "expiry", "not_before", "issued_at",
    ]

    /// Judges a token.
    ///
    /// - Throws: `JOSEError` when the demands themselves are wrong: keys that cannot be used together.
    init(_ token: String, _ demands: Demands) throws {
        let keys = try VerificationKeySet(demands.keys, algorithms: demands.algorithms)
        let verified: VerifiedJWS
        do throws(JOSEError) {
            verified = try keys.verify(token)
        } catch {
            lines = Self.stopped(at: "signature", "\(error.code.name): \(error.detail)\(Self.advice(keys, error))")
            claims = nil
            return
        }
        let algorithm = verified.header.algorithm.rawValue
        let first = Line(
            rule: "signature",
            finding: .kept,
            detail: "\(algorithm) by key \(verified.keyID ?? "without id")"
        )
        let type = Self.type(verified.header.type, demands.type)
        let read: Claims
        do throws(JOSEError) {
            read = try Claims(parsing: verified.payload)
        } catch {
            lines = [first, type] + Self.stopped(at: "claims", error.detail).dropFirst(2)
            claims = nil
            return
        }
        claims = .object(read.object)
        lines =
            [first, type, Line(rule: "claims", finding: .kept, detail: "registered claims have their types")]
            + Self.names(read, demands) + Self.times(read, demands)
    }

    private static func stopped(at rule: String, _ detail: String) -> [Line] {
        let index = order.firstIndex(of: rule) ?? 0
        return order.enumerated().map { position, name in
            position == index
                ? Line(rule: name, finding: .broken, detail: detail)
                : Line(rule: name, finding: .notReached, detail: "")
        }
    }

    /// When no key could be used, the reason lies with the keys.
    private static func advice(_ keys: VerificationKeySet, _ error: JOSEError) -> String {
        guard [.unknownKeyID, .missingKeyID].contains(error.code), let omitted = keys.omittedKeys.first else {
            return ""
        }
        return " A key of the set was left out: \(omitted.keyID ?? "without id"): \(omitted.reason.detail)"
    }

    /// `typ` is a media type, without regard to case and with or without `application/` (RFC 7515 §4.1.9).
    private static func type(_ found: String?, _ expected: String?) -> Line {
        guard let expected else {
            return Line(rule: "type", finding: .notAsked, detail: found.map { "it is \($0)" } ?? "there is none")
        }
        func short(_ type: String) -> String {
            let lower = type.lowercased()
            return lower.hasPrefix("application/") ? String(lower.dropFirst("application/".count)) : lower
        }
        guard let found else {
            return Line(rule: "type", finding: .broken, detail: "there is none; \(expected) is expected")
        }
        guard short(found) == short(expected) else {
            return Line(rule: "type", finding: .broken, detail: "it is \(found); \(expected) is expected")
        }
        return Line(rule: "type", finding: .kept, detail: found)
    }

    private static func names(_ claims: Claims, _ demands: Demands) -> [Line] {
        let issuer: Line
        if let expected = demands.issuer {
            let isRight = claims.issuer.map { Array($0.utf8) == Array(expected.utf8) } ?? false
            let found = claims.issuer.map { "it is \($0)" } ?? "there is none"
            issuer = Line(
                rule: "issuer",
                finding: isRight ? .kept : .broken,
                detail: isRight ? expected : "\(found); \(expected) is expected"
            )
        } else {
            issuer = Line(
                rule: "issuer",
                finding: .notAsked,
                detail: claims.issuer.map { "it is \($0)" } ?? "there is none"
            )
        }
        let audience: Line
        let found = claims.audience.isEmpty ? "there is none" : "it is \(claims.audience.joined(separator: ", "))"
        if let expected = demands.audience {
            let isRight = claims.isIntended(for: expected)
            audience = Line(
                rule: "audience",
                finding: isRight ? .kept : .broken,
                detail: isRight ? expected : "\(found); \(expected) is expected"
            )
        } else {
            audience = Line(rule: "audience", finding: .notAsked, detail: found)
        }
        return [issuer, audience]
    }

    /// `exp`, `nbf` and `iat` against the clock (RFC 7519 §4.1.4 to §4.1.6), each with the leeway.
    private static func times(_ claims: Claims, _ demands: Demands) -> [Line] {
        func moment(_ seconds: Int64) -> String {
            "\(CalendarTime(secondsSince1970: seconds).text), \(MomentText.relative(seconds, to: demands.now))"
        }
        func notLater(_ rule: String, _ seconds: Int64?) -> Line {
            guard let seconds else { return Line(rule: rule, finding: .notAsked, detail: "there is none") }
            let latest = demands.now.saturatingSum(demands.leeway)
            return Line(rule: rule, finding: seconds <= latest ? .kept : .broken, detail: moment(seconds))
        }
        let expiry: Line
        if let seconds = claims.expiresAt {
            let isGood = demands.now < seconds.saturatingSum(demands.leeway)
            expiry = Line(rule: "expiry", finding: isGood ? .kept : .broken, detail: moment(seconds))
        } else {
            expiry = Line(
                rule: "expiry",
                finding: .broken,
                detail: "there is none; a token that never expires is refused"
            )
        }
        return [expiry, notLater("not_before", claims.notBefore), notLater("issued_at", claims.issuedAt)]
    }
}

extension Int64 {
    /// The sum, held at the ends of the range: a claim may stand anywhere in it.
    fileprivate func saturatingSum(_ other: Int64) -> Int64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? (other < 0 ? .min : .max) : sum
    }
}
