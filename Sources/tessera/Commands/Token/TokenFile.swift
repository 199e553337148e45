import Foundation

/// A file of tokens, or standard input, read in pieces.
final class TokenFile {
    private static let pieceBytes = 1 << 20
    private let descriptor: CInt
    private let name: String

    /// Opens a file.
    ///
    /// - Parameter path: Its path, or `-` for standard input.
    /// - Throws: `CommandFailure` when it cannot be opened.
    init(path: String) throws {
        name = path == "-" ? "standard input" : SafeText.printable(path)
        descriptor = path == "-" ? dup(STDIN_FILENO) : unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw CommandFailure(.unavailable, "the tokens in \(name) cannot be read: \(FileProblem.describe(path)).")
        }
    }

    deinit {
        close(descriptor)
    }

    /// The next bytes, at most 1 MiB; empty at the end.
    ///
    /// Of a pipe it is what has arrived, so that verdicts keep up.
    ///
    /// - Throws: `CommandFailure` when reading fails.
    func next() throws -> [UInt8] {
        var count = 0
        let piece = unsafe [UInt8](unsafeUninitializedCapacity: Self.pieceBytes) { buffer, initialized in
            repeat {
                count = unsafe read(descriptor, buffer.baseAddress, buffer.count)
            } while count < 0 && errno == EINTR
            initialized = max(count, 0)
        }
        guard count >= 0 else {
            throw CommandFailure(
                errno == EISDIR ? .unavailable : .inputOutput,
                "the tokens in \(name) cannot be read\(errno == EISDIR ? ": it is a folder" : "")."
            )
        }
        return piece
    }
}

/// Standard output for many lines.
enum VerdictOutput {
    /// Writes all bytes.
    ///
    /// - Throws: `CommandFailure` when there is no reader.
    static func write(_ bytes: [UInt8]) throws {
        guard let reason = OutputDescriptor(number: STDOUT_FILENO).write(bytes) else { return }
        throw CommandFailure(.inputOutput, "the results cannot be written: \(reason). Not every token was verified.")
    }
}
