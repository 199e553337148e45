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

/// Where a request came from, as sessions and the audit trail remember it.
public struct RequestSource: Sendable, Hashable {
    /// The address of the peer (or, behind a trusted proxy, of its peer); empty when there is none.
    public let address: String
    /// The `User-Agent` header, cut to 400 characters.
    public let userAgent: String?

    /// A source with this address and user agent.
    public init(address: String, userAgent: String?) {
        self.address = address
        self.userAgent = userAgent.map { String($0.prefix(400)) }
    }

    /// No place that is known.
    static let nowhere = RequestSource(address: "", userAgent: nil)

    /// The command on the server's own machine.
    public static let command = RequestSource(address: "", userAgent: "tessera command")
}
