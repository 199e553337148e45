import CLibPQ
import Foundation
import Persistence

/// Waiting for the network, never longer than is sensible.
extension ServerConnection {
    /// Hands everything that was sent to the operating system.
    func flush(until deadline: ContinuousClock.Instant?) throws(PersistenceError) {
        let handle = unsafe try handle
        while true {
            switch unsafe PQflush(handle) {
            case 0: return
            case 1:
                // The server may be waiting for us to read before it reads on.
                let events = unsafe try wait(Int16(POLLIN | POLLOUT), handle, until: deadline)
                if events & Int16(POLLIN) != 0, unsafe PQconsumeInput(handle) == 0 { throw unsafe Self.lost(handle) }
            default: throw unsafe Self.lost(handle)
            }
        }
    }

    /// The next result; nil where the list of one statement's results ends.
    func nextResult(until deadline: ContinuousClock.Instant?) throws(PersistenceError) -> OpaquePointer? {
        let handle = unsafe try handle
        while unsafe PQisBusy(handle) == 1 {
            _ = unsafe try wait(Int16(POLLIN), handle, until: deadline)
            guard unsafe PQconsumeInput(handle) == 1 else { throw unsafe Self.lost(handle) }
        }
        return unsafe PQgetResult(handle)
    }

    private func wait(
        _ events: Int16,
        _ handle: OpaquePointer,
        until deadline: ContinuousClock.Instant?
    ) throws(PersistenceError) -> Int16 {
        let descriptor = unsafe PQsocket(handle)
        guard let happened = try Self.wait(for: events, on: descriptor, until: deadline) else { throw Self.silent }
        return happened
    }

    /// Waits until something happens on a socket.
    ///
    /// - Returns: What happened; nil when nothing did in time.
    static func wait(
        for events: Int16,
        on descriptor: CInt,
        until deadline: ContinuousClock.Instant?
    ) throws(PersistenceError) -> Int16? {
        while true {
            var milliseconds: CInt = -1
            if let deadline {
                let left = ContinuousClock.now.duration(to: deadline)
                guard left > .zero else { return nil }
                milliseconds = CInt(clamping: left.wholeMilliseconds + 1)
            }
            var polled = pollfd(fd: descriptor, events: events, revents: 0)
            let count = unsafe poll(&polled, 1, milliseconds)
            if count > 0 { return polled.revents }
            guard count == 0 || errno == EINTR else {
                throw PersistenceError(
                    .unavailable,
                    message: "the connection to PostgreSQL cannot be waited for: \(errno)"
                )
            }
        }
    }
}
