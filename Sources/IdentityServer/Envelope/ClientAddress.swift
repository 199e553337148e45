import HTTPTypes
import WebValues

/// Finds the client behind proxies: the rightmost address of the forwarded header that is not a trusted proxy's, and
/// only when the peer itself is one.
///
/// Everything further left may be the client's invention.
struct ClientAddress: Sendable {
    private let proxies: [IPNetwork]
    private let header: ForwardedHeader

    /// - Parameters:
    ///   - proxies: addresses and networks of the trusted proxies.
    ///   - header: the header that they set.
    /// - Throws: ``ServerConfigurationError`` naming a text that is no address or network.
    init(proxies: [String], header: ForwardedHeader) throws {
        self.proxies = try proxies.map { text in
            guard let network = IPNetwork(text) else {
                throw ServerConfigurationError(
                    "\(text) is not an IP address or a network such as 10.0.0.0/24; a trusted proxy needs one."
                )
            }
            return network
        }
        self.header = header
    }

    /// Whether `peer` is a trusted proxy.
    func isTrusted(_ peer: String) -> Bool {
        guard !proxies.isEmpty, let address = IPAddress(peer) else { return false }
        return proxies.contains { $0.contains(address) }
    }

    /// The client's address.
    ///
    /// - Parameters:
    ///   - peer: the address that the connection comes from; empty when there is none.
    ///   - headers: the header fields of the request.
    /// - Returns: the address, or an empty text when there is none.
    func resolve(peer: String, headers: HTTPFields) -> String {
        guard isTrusted(peer) else { return peer }
        var client = peer
        for hop in hops(headers).reversed() {
            // An unreadable hop ends the chain: what is left of it cannot be believed.
            guard let hop, IPAddress(hop) != nil else { return client }
            client = hop
            guard isTrusted(hop) else { return client }
        }
        return client
    }

    private func hops(_ headers: HTTPFields) -> [String?] {
        switch header {
        case .xForwardedFor:
            headers[values: .xForwardedFor].flatMap { $0.split(separator: ",", omittingEmptySubsequences: false) }
                .map { Self.withoutPort($0.trimmed) }
        case .forwarded:
            headers[values: .forwarded].flatMap { $0.split(separator: ",", omittingEmptySubsequences: false) }
                .map { element in
                    for pair in element.split(separator: ";") {
                        let parts = pair.split(separator: "=", maxSplits: 1)
                        guard parts.count == 2, parts[0].trimmed.lowercased() == "for" else { continue }
                        return Self.withoutPort(parts[1].trimmed.trimming { $0 == "\"" })
                    }
                    return nil
                }
        }
    }

    /// `192.0.2.1:4711`, `[2001:db8::1]:4711`, `[2001:db8::1]` or a bare address, without brackets and port.
    private static func withoutPort(_ node: Substring) -> String? {
        if node.first == "[" {
            guard let end = node.firstIndex(of: "]") else { return nil }
            return String(node[node.index(after: node.startIndex)..<end])
        }
        let colons = node.count { $0 == ":" }
        return colons == 1 ? node.split(separator: ":").first.map(String.init) : String(node)
    }
}
