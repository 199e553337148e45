import Foundation

/// Standard output and standard error.
enum Terminal {
    /// Writes text and a line end to standard output.
    ///
    /// - Parameters:
    ///   - text: What to write.
    ///   - patience: How many milliseconds to wait for a slow reader; nil for no limit.
    /// - Throws: `CommandFailure` (74) when it cannot be written.
    static func write(_ text: String, patience: Int32? = nil) throws {
        let output = OutputDescriptor(number: STDOUT_FILENO)
        guard let reason = output.write((text + "\n").utf8, patience: patience) else { return }
        throw CommandFailure(.inputOutput, "the output cannot be written to standard output: \(reason).")
    }

    /// Checks, before any work, that the output can be written.
    ///
    /// - Throws: `CommandFailure` (74) when standard output is closed or has lost its reader. Only a write finds a full disk.
    static func demandOutput() throws {
        guard let reason = StandardStreams.outputTrouble else { return }
        throw CommandFailure(
            .inputOutput,
            "the output could not be written to standard output: \(reason). Nothing was done."
        )
    }

    /// Writes each line of a message to standard error, with the program's name in front.
    ///
    /// If that cannot be written, the failure cannot be reported.
    static func complain(_ message: String) {
        for line in message.split(separator: "\n") { note("tessera: \(line)\n") }
    }

    /// Writes text to standard error as it is, if it can be written.
    static func note(_ text: String) {
        _ = OutputDescriptor(number: STDERR_FILENO).write(text.utf8)
    }

    /// Writes a value as JSON for programs to standard output: sorted names, two spaces, `/` as it is.
    static func writeJSON(_ value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try write(String(decoding: try encoder.encode(value), as: UTF8.self))
    }

    /// Whether standard error is a terminal.
    static var errorIsTerminal: Bool {
        isatty(STDERR_FILENO) == 1
    }

    /// Whether standard input is a terminal.
    static var inputIsTerminal: Bool {
        isatty(STDIN_FILENO) == 1
    }
}
