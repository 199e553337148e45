import Foundation

/// A socket on this machine that waits for connections and never takes one.
final class SilentListener {
    let port: UInt16
    private let descriptor: CInt

    init() throws {
        let listening = socket(AF_INET, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_NONBLOCK.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                unsafe bind(listening, pointer, length) == 0 && listen(listening, 8) == 0
                    && getsockname(listening, pointer, &length) == 0
            }
        }
        descriptor = listening
        port = UInt16(bigEndian: address.sin_port)
        guard bound else { throw CocoaError(.fileNoSuchFile) }
    }

    deinit {
        close(descriptor)
    }

    /// Whether somebody has connected.
    var hasCaller: Bool {
        let caller = accept(descriptor, nil, nil)
        if caller >= 0 { close(caller) }
        return caller >= 0
    }
}
