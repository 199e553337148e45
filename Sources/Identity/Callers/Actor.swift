// Callers owns the values that say who asks for something, and from where. It never decides what somebody may.

/// Who did it, for the audit trail.
public enum Actor: Sendable, Hashable {
    /// Somebody who is signed in.
    case account(AccountID)
    /// A confidential client that may.
    case client(ClientID)
    /// Somebody with a shell on the server.
    case command
    /// The server itself: a schedule, a rule.
    case system

    /// The text stored in the audit trail.
    public var text: String {
        switch self {
        case .account(let id): id.description
        case .client(let id): "client:\(id)"
        case .command: "command"
        case .system: "system"
        }
    }
}
