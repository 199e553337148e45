import Foundation

/// Standard output and standard error.
enum Terminal {
    /// Writes text and a line end to standard output.
    static func write(_ text: String) {
        FileHandle.standardOutput.write(Data((text + "\n").utf8))
    }

    /// Writes each line of a message to standard error, with the program's name in front.
    static func complain(_ message: String) {
        for line in message.split(separator: "\n") {
            FileHandle.standardError.write(Data("tessera: \(line)\n".utf8))
        }
    }

    /// Writes text to standard error as it is.
    static func note(_ text: String) {
        FileHandle.standardError.write(Data(text.utf8))
    }

    /// Writes a value as JSON for programs to standard output: sorted names, two spaces, `/` as it is.
    static func writeJSON(_ value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        write(String(decoding: try encoder.encode(value), as: UTF8.self))
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
