import Foundation

/// Gets a new password without showing it: typed twice at a terminal, or as the first line of standard input.
enum PasswordInput {
    private static let maximumBytes = 4096

    /// Reads a new password.
    ///
    /// - Parameter name: Whose password it is, for the prompt.
    /// - Returns: The password, as typed.
    /// - Throws: `CommandFailure` when there is none, when the two differ, or after Ctrl-C.
    static func newPassword(for name: String) throws -> String {
        guard Terminal.inputIsTerminal else { return try firstLine() }
        let first = try HiddenLine.read(prompt: "New password for \(SafeText.printable(name)): ")
        let second = try HiddenLine.read(prompt: "The same again: ")
        guard first == second else {
            throw CommandFailure(.badData, "the two passwords differ; nothing was changed.")
        }
        return first
    }

    private static func firstLine() throws -> String {
        var bytes: [UInt8] = []
        while bytes.count <= maximumBytes, let byte = StandardInput.byte(), byte != UInt8(ascii: "\n") {
            bytes.append(byte)
        }
        if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
        // Some shells put a byte order mark before what they pipe; it cannot be typed at the sign-in.
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
        guard bytes.count <= maximumBytes, let text = String(validating: bytes, as: UTF8.self) else {
            throw CommandFailure(.badData, "the password on standard input is not one line of UTF-8 text.")
        }
        guard !text.isEmpty else {
            throw CommandFailure(
                .badData,
                "standard input contains no password. Type it at a terminal, or pipe it in: tessera … < password-file"
            )
        }
        return text
    }
}

/// Standard input, byte by byte.
enum StandardInput {
    /// The next byte, `nil` at the end.
    static func byte() -> UInt8? {
        var byte: UInt8 = 0
        while true {
            let count = unsafe read(STDIN_FILENO, &byte, 1)
            if count == 1 { return byte }
            guard count < 0, errno == EINTR else { return nil }
        }
    }

    /// Everything up to the end, or up to one byte more than the limit.
    static func all(limit: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count <= limit, let next = byte() { bytes.append(next) }
        return bytes
    }
}

/// Reads a line from the terminal while nothing of it is shown.
enum HiddenLine {
    private static let interrupt: UInt8 = 3
    private static let endOfFile: UInt8 = 4
    private static let backspaces: Set<UInt8> = [8, 127]

    /// Shows a prompt and reads a line.
    ///
    /// - Throws: `CommandFailure` after Ctrl-C, and for a line that is no UTF-8.
    static func read(prompt: String) throws -> String {
        Terminal.note(prompt)
        var before = termios()
        guard unsafe tcgetattr(STDIN_FILENO, &before) == 0 else {
            throw CommandFailure(.unavailable, "the terminal does not respond; pipe the password in instead.")
        }
        // Ctrl-C arrives as a byte, so that the terminal is never left without echo.
        var hidden = before
        hidden.c_lflag &= ~tcflag_t(ECHO | ICANON | ISIG)
        unsafe tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden)
        defer {
            unsafe tcsetattr(STDIN_FILENO, TCSAFLUSH, &before)
            Terminal.note("\n")
        }
        var bytes: [UInt8] = []
        while let byte = StandardInput.byte() {
            switch byte {
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"), endOfFile:
                guard let text = String(validating: bytes, as: UTF8.self) else {
                    throw CommandFailure(.badData, "the password is not UTF-8 text.")
                }
                return text
            case interrupt:
                throw CancellationError()
            case _ where backspaces.contains(byte):
                removeLastCharacter(&bytes)
            default:
                bytes.append(byte)
            }
        }
        throw CommandFailure(.badData, "the terminal was closed before a password was typed.")
    }

    /// Removes one character: its last byte and the continuation bytes before its first.
    static func removeLastCharacter(_ bytes: inout [UInt8]) {
        while let last = bytes.popLast(), last & 0xC0 == 0x80 {}
    }
}
