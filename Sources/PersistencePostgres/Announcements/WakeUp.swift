import Foundation
import Persistence

/// Wakes a thread that waits on a connection.
final class WakeUp: Sendable {
    private let reading: CInt
    private let writing: CInt

    init() throws(PersistenceError) {
        var ends: [CInt] = [-1, -1]
        guard unsafe pipe(&ends) == 0 else {
            throw PersistenceError(.unavailable, message: "no pipe can be made: too many files are open")
        }
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        (reading, writing) = (ends[0], ends[1])
    }

    deinit {
        close(reading)
        close(writing)
    }

    /// Ends the present wait, or the next one.
    func wake() {
        var byte: UInt8 = 1
        // A pipe that is full wakes as well.
        _ = unsafe write(writing, &byte, 1)
    }

    /// Waits for input on a descriptor, a wake-up, or the end of the time.
    ///
    /// - Parameters:
    ///   - descriptor: nil to wait for a wake-up only.
    ///   - duration: The longest to wait.
    /// - Returns: Whether there is input on the descriptor.
    func wait(for descriptor: CInt?, atMost duration: Duration) -> Bool {
        var descriptors = [
            pollfd(fd: reading, events: Int16(POLLIN), revents: 0),
            pollfd(fd: descriptor ?? -1, events: Int16(POLLIN), revents: 0),
        ]
        let count = unsafe poll(&descriptors, 2, CInt(clamping: duration.wholeMilliseconds))
        return count > 0 && descriptors[1].revents != 0
    }
}
