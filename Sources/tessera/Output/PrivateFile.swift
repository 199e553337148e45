import Foundation

/// A new file that only its owner can read, for secrets.
struct PrivateFile: Sendable {
    private let path: String
    private let handle: FileHandle

    /// Creates the file.
    ///
    /// - Parameter path: Where; nothing may be there.
    /// - Throws: `CommandFailure` that says why it cannot be created.
    init(path: String) throws {
        let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            let reason =
                errno == EEXIST
                ? "it exists, and is not overwritten" : unsafe String(cString: strerror(errno))
            throw CommandFailure(.inputOutput, "\(SafeText.printable(path)) cannot be created: \(reason).")
        }
        self.path = path
        handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }

    /// Writes lines.
    ///
    /// - Throws: `CocoaError`, for example when no space is left.
    func write(_ lines: [String]) throws {
        try handle.write(contentsOf: Data(lines.map { $0 + "\n" }.joined().utf8))
    }

    /// Ends the file.
    ///
    /// - Throws: `CocoaError` when what was written could not be kept.
    func close() throws {
        try handle.close()
    }

    /// Removes the file, which was begun and is of no use.
    func remove() {
        try? FileManager.default.removeItem(atPath: path)
    }
}
