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
