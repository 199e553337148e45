import Foundation

/// The addresses of a host's name.
enum HostAddresses {
    /// What libpq is told for each address of one host alone.
    ///
    /// libpq would try them itself, but with no end of the time for each that it would tell us of. The name stays beside the address,
    /// for certificates and passwords.
    ///
    /// - Parameter parameters: What libpq is told for the host, by keyword.
    /// - Returns: At least one; the parameters as they are where there is no name to look up, or none to be found.
    static func places(of parameters: [String: String]) -> [[String: String]] {
        guard parameters["hostaddr"] == nil, let host = parameters["host"], !host.hasPrefix("/"), !host.hasPrefix("@")
        else { return [parameters] }
        let addresses = all(of: host)
        guard !addresses.isEmpty else { return [parameters] }
        return addresses.map { address in parameters.merging(["hostaddr": address]) { _, new in new } }
    }

    private static func all(of host: String) -> [String] {
        var hints = unsafe addrinfo()
        unsafe hints.ai_socktype = CInt(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        guard unsafe getaddrinfo(host, nil, &hints, &list) == 0 else { return [] }
        defer { unsafe freeaddrinfo(list) }
        var addresses: [String] = []
        var entry = unsafe list
        while let found = unsafe entry {
            var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
            let (address, length) = unsafe (found.pointee.ai_addr, found.pointee.ai_addrlen)
            let size = socklen_t(text.count)
            if unsafe getnameinfo(address, length, &text, size, nil, 0, NI_NUMERICHOST) == 0 {
                let end = text.firstIndex(of: 0) ?? text.endIndex
                let name = String(decoding: text[..<end].map { UInt8(bitPattern: $0) }, as: UTF8.self)
                if !addresses.contains(name) { addresses.append(name) }
            }
            unsafe entry = found.pointee.ai_next
        }
        return addresses
    }
}
