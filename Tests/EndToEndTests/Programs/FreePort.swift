import Foundation

/// Finds ports for servers that must know theirs beforehand, because it stands in their issuer.
enum FreePort {
    /// Below the ports that systems give to outgoing connections, so that none of those takes a server's port between two of its
    /// starts.
    private static let range = UInt16(20_000)..<32_000

    /// A port that nobody on this machine listens on right now. Somebody may be quicker, so a start has to be tried again.
    static func find() throws -> Int {
        for _ in 0..<200 {
            let port = UInt16.random(in: range)
            if isFree(port) { return Int(port) }
        }
        throw NeverHappened(description: "no free port was found from \(range.lowerBound) to \(range.upperBound)")
    }

    private static func isFree(_ port: UInt16) -> Bool {
        #if os(Linux)
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #else
        let descriptor = socket(AF_INET, SOCK_STREAM, 0)
        #endif
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { rebound in
                unsafe bind(descriptor, rebound, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }
}
