// Lint reads a token that nobody has verified and tells how it falls short of the standards: RFC 8725 (best current
// practices for JWTs), RFC 9068 (access tokens) and those below them. It is pure, does no I/O, follows no address that
// a token names, and decides nothing: a token without findings can be forged, and one with findings can be genuine.

/// One rule of the linter: what it finds, why that matters, what to do, and the standard that says so.
///
/// Ids, severities and sections are shared with the page that lints in the browser; the cases in
/// `Tests/Fixtures/token-lint.json` hold both to them.
public struct LintRule: Sendable {
    /// How bad a finding is.
    public enum Severity: String, Sendable, CaseIterable {
        /// A standard is broken, or somebody can attack: a strict verifier refuses the token, or should.
        case error
        /// It works, and is dangerous or fragile.
        case warning
        /// Worth knowing.
        case note
    }

    /// The stable name, in snake case.
    public let id: String
    /// How bad it is.
    public let severity: Severity
    /// The section of the standard, such as `RFC 8725 §3.11`.
    public let section: String
    /// What is found.
    public let what: String
    /// Why it matters.
    public let why: String
    /// What to do.
    public let advice: String

    let find: @Sendable (LintSubject) -> Sighting

    init(
        _ id: String,
        _ severity: Severity,
        _ section: String,
        what: String,
        why: String,
        advice: String,
        find: @escaping @Sendable (LintSubject) -> Sighting
    ) {
        self.id = id
        self.severity = severity
        self.section = section
        self.what = what
        self.why = why
        self.advice = advice
        self.find = find
    }

    /// Every rule, in the order in which findings are listed.
    public static let all: [LintRule] =
        shape + encoding + json + algorithms + headerKeys + types + signatures + requiredClaims + claimValues + times
        + contents + keys + keyUses
}

/// What a rule finds in a token.
public struct LintFinding: Sendable {
    /// The rule.
    public let rule: LintRule
    /// Where or in what, as a sentence: names of claims, parameters and keys, positions, sizes; `nil` when the rule says
    /// it all.
    public let detail: String?
}

/// Whether a rule finds something, and where.
enum Sighting {
    case absent
    case found(detail: String?)

    static func when(_ isFound: Bool, _ detail: @autoclosure () -> String? = nil) -> Sighting {
        isFound ? .found(detail: detail()) : .absent
    }

    /// A fault of the token's form, told by its own words.
    static func when(_ detail: String?) -> Sighting { detail.map { .found(detail: $0) } ?? .absent }

    /// One finding for all names.
    static func each(_ names: [String]) -> Sighting {
        when(!names.isEmpty, "Here: \(names.joined(separator: ", ")).")
    }

    /// One finding for all keys that meet a condition.
    static func keys(_ token: LintSubject, _ condition: (LintKey) -> Bool) -> Sighting {
        let names = (token.keys?.keys ?? []).filter(condition).map { $0.name }
        return when(!names.isEmpty, "Keys: \(names.joined(separator: ", ")).")
    }
}
