import CLibPQ
import Foundation
import Persistence

/// Waiting for the network, never longer than is sensible.
extension ServerConnection {
    /// Hands everything that was sent to the operating system.
    func flush(until deadline: ContinuousClock.Instant?) throws(PersistenceError) {
        while true {
            switch unsafe PQflush(handle) {
            case 0: return
            case 1:
                // The server may be waiting for us to read before it reads on.
                let events = try wait(for: Int16(POLLIN | POLLOUT), until: deadline)
                if events & Int16(POLLIN) != 0, unsafe PQconsumeInput(handle) == 0 { throw lost }
            default: throw lost
            }
        }
    }

    /// The next result; nil where the list of one statement's results ends.
    func nextResult(until deadline: ContinuousClock.Instant?) throws(PersistenceError) -> OpaquePointer? {
        while unsafe PQisBusy(handle) == 1 {
            _ = try wait(for: Int16(POLLIN), until: deadline)
            guard unsafe PQconsumeInput(handle) == 1 else { throw lost }
        }
        return unsafe PQgetResult(handle)
    }

    /// When to give an answer up that is asked for now.
    var deadline: ContinuousClock.Instant? { answerTimeout.map { ContinuousClock.now + $0 } }

    private func wait(for events: Int16, until deadline: ContinuousClock.Instant?) throws(PersistenceError) -> Int16 {
        while true {
            var milliseconds: CInt = -1
            if let deadline {
                let left = ContinuousClock.now.duration(to: deadline).wholeMilliseconds
                guard left > 0 else { throw Self.silent }
                milliseconds = CInt(clamping: left + 1)
            }
            var descriptor = pollfd(fd: unsafe PQsocket(handle), events: events, revents: 0)
            let count = unsafe poll(&descriptor, 1, milliseconds)
            if count > 0 { return descriptor.revents }
            guard count == 0 || errno == EINTR else { throw lost }
        }
    }

    private static let silent = PersistenceError(
        .unavailable,
        message: "PostgreSQL did not answer in time, and the connection was given up"
    )
}
