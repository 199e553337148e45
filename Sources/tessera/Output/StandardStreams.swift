import Foundation

/// The three files that a process is born with, made safe before anything else is opened or written.
enum StandardStreams {
    /// Turns a reader that is gone into an error of a write, instead of the end of the process.
    ///
    /// Also opens the descriptors 0, 1 and 2 if they are closed. Otherwise the next file to be opened, a database, would
    /// become standard output. The placeholder rejects reads from 0 and writes to 1 and 2, so that lost output does not look
    /// like written output.
    static func prepare() {
        signal(SIGPIPE, SIG_IGN)
        for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) < 0 && errno == EBADF {
            // The lowest free number is the one that is missing.
            _ = unsafe open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY)
        }
    }

    /// Why nothing can be written to standard output, as far as that is known before; nil when something may be.
    static var outputTrouble: String? {
        let flags = fcntl(STDOUT_FILENO, F_GETFL)
        guard flags >= 0, flags & O_ACCMODE != O_RDONLY else { return "it is closed" }
        var asked = pollfd(fd: STDOUT_FILENO, events: Int16(POLLOUT), revents: 0)
        guard unsafe poll(&asked, 1, 0) > 0, asked.revents & Int16(POLLERR | POLLNVAL) != 0 else { return nil }
        return "its reader is gone or too slow"
    }
}

/// A file descriptor that is written to with `write(2)`, whose failures are values.
///
/// `FileHandle.write(_:)` ends the process at the first failure.
struct OutputDescriptor: Sendable {
    let number: Int32

    /// Writes all bytes.
    ///
    /// - Parameters:
    ///   - bytes: what to write.
    ///   - patience: how many milliseconds to wait for a slow reader; nil for no limit.
    /// - Returns: why it failed, nil when all is written.
    func write(_ bytes: some Sequence<UInt8>, patience: Int32? = nil) -> String? {
        var rest = Array(bytes)[...]
        while !rest.isEmpty {
            if let patience, !isReady(within: patience) { return "its reader is gone or too slow" }
            let count = unsafe rest.withUnsafeBytes { unsafe Foundation.write(number, $0.baseAddress, $0.count) }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if count < 0, errno == EAGAIN {
                // Another program made the file non-blocking.
                _ = isReady(within: patience ?? -1)
            } else if count == 0 || errno != EINTR {
                return unsafe String(cString: strerror(errno))
            }
        }
        return nil
    }

    /// Whether a write would not wait.
    ///
    /// Every failure counts as ready: the write says which.
    private func isReady(within milliseconds: Int32) -> Bool {
        var asked = pollfd(fd: number, events: Int16(POLLOUT), revents: 0)
        return unsafe poll(&asked, 1, milliseconds) != 0
    }
}
