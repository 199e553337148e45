import TesseraOAuth

/// What a verifier does with a token whose status can't be had, or is older than allowed.
public enum UnavailableStatusChoice: Sendable, Hashable {
    /// Refuse the token with `status_unavailable`: who signed out stays out, at the price of the issuer's outages.
    case refuse
    /// Accept the token until its `exp`: the issuer's outages don't matter, at the price of late revocation.
    case accept
}

/// Judges what a status source found: the last of a verifier's policies, since its answer may need the issuer.
package struct StatusPolicy: Sendable {
    private let whenUnavailable: UnavailableStatusChoice

    /// Makes the policy.
    /// - Parameter whenUnavailable: What happens when a status can't be had.
    package init(whenUnavailable: UnavailableStatusChoice) {
        self.whenUnavailable = whenUnavailable
    }

    /// Whether the issuer should be asked before the finding is judged.
    static func needsRefresh(_ finding: StatusFinding) -> Bool {
        switch finding {
        case .unknown, .stale: true
        case .known, .foreign: false
        }
    }

    /// The refusal by a finding.
    package func refusal(for finding: StatusFinding) -> VerificationError? {
        switch finding {
        case .known(.valid): nil
        case .known, .foreign: VerificationError(rule: .status)
        case .stale(let status) where status != .valid: VerificationError(rule: .status)
        case .stale, .unknown: whenUnavailable == .accept ? nil : VerificationError(rule: .statusUnavailable)
        }
    }
}
