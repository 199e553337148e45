/// Which hosts are this machine itself.
package enum Loopback {
    /// Whether `host`, a name or an address, perhaps in brackets, is this machine.
    ///
    /// It is `localhost`, a name below it (RFC 6761 §6.3: resolvers and browsers keep all of them on this machine), 127.0.0.0/8 or ::1.
    package static func contains(_ host: String) -> Bool {
        let host = host.lowercased()
        if host == "localhost" || host.hasSuffix(".localhost") { return true }
        let isBracketed = host.hasPrefix("[") && host.hasSuffix("]")
        return IPAddress(isBracketed ? String(host.dropFirst().dropLast()) : host)?.isLoopback == true
    }
}
