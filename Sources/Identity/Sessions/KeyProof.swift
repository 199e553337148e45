/// What a refresh shows to prove possession of the key that its session may be bound to (RFC 9449 §5).
public enum KeyProof: Sendable, Hashable {
    /// Nothing.
    case absent
    /// A good proof by the key with this thumbprint (RFC 7638, SHA-256).
    case key(String)
    /// A proof that was refused.
    case refused
    /// A proof that lacks the nonce of this server, so that nothing is decided yet (RFC 9449 §8).
    case undecided

    /// The thumbprint of the key that was proven.
    var thumbprint: String? {
        if case .key(let thumbprint) = self { thumbprint } else { nil }
    }

    /// The word for the audit trail; nil when there is nothing to tell.
    var shortfall: String? {
        switch self {
        case .absent: "no_proof"
        case .key: "other_key"
        case .refused: "invalid_proof"
        case .undecided: nil
        }
    }
}
