import Foundation
import Persistence

/// A file that appears under its name when it is complete, and never in the place of another one.
struct BackupFile {
    let destination: String

    private var partial: String { destination + ".partial" }

    /// Makes the file.
    ///
    /// - Parameter fill: Fills the empty file at the path that it is given.
    /// - Throws: ``/Persistence/PersistenceError/Code/cannotOpen`` when there is a file already; what `fill` throws.
    func write(_ fill: (String) throws -> Void) throws {
        guard unsafe access(destination, F_OK) != 0 else {
            throw PersistenceError(.cannotOpen, message: "cannot write backup to \(destination): the file exists")
        }
        try SQLiteFile.createNew(partial)
        do {
            try fill(partial)
            try synchronise(partial)
            try publish()
        } catch {
            unsafe unlink(partial)
            unsafe unlink(partial + "-journal")
            throw error
        }
    }

    /// Gives the finished file its name.
    ///
    /// A link, other than a renaming, refuses to replace a file.
    private func publish() throws {
        guard unsafe link(partial, destination) == 0 else {
            throw PersistenceError(
                .cannotOpen,
                message: "cannot write backup to \(destination): \(unsafe String(cString: strerror(errno)))"
            )
        }
        unsafe unlink(partial)
        let directory = (destination as NSString).deletingLastPathComponent
        try synchronise(directory.isEmpty ? "." : directory)
    }

    private func synchronise(_ path: String) throws {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        defer { if descriptor >= 0 { close(descriptor) } }
        guard descriptor >= 0, fsync(descriptor) == 0 else {
            throw PersistenceError(
                .inputOutput,
                message: "cannot write \(path): \(unsafe String(cString: strerror(errno)))"
            )
        }
    }
}
