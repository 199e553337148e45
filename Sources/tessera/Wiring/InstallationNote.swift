import Foundation
import Identity

/// The note that names the installation whose database belongs here: a file beside it, for its owner only.
///
/// It distinguishes a database that has disappeared from one that was never there.
struct InstallationNote: Sendable {
    let path: String

    /// The note of a place; nil if there is no place for it.
    ///
    /// For a SQLite file the note is beside the file, because several files may share a folder. For a PostgreSQL server it is
    /// beside the master secret. If the secret was passed by value, there is no note.
    init?(for storage: StorageSettings) {
        switch (storage.database, storage.masterSecret) {
        case (.sqlite(let file), _): path = file + ".installation"
        case (.postgreSQL, .file(let secret)): path = secret + ".installation"
        case (.postgreSQL, .bytes): return nil
        }
    }

    /// The installation that is noted; nil when there is no note.
    ///
    /// - Throws: `CommandFailure` for a note that cannot be read.
    func read() throws -> InstallationID? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        guard let data = FileManager.default.contents(atPath: path), data.count < 1024 else { throw unreadable }
        let text = String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        guard let identifier = InstallationID(text: text) else { throw unreadable }
        return identifier
    }

    /// Writes the note: whole and on the disk before it has its name, in the place of another.
    ///
    /// - Throws: `CommandFailure` when it cannot be written.
    func write(_ identifier: InstallationID) throws {
        let temporary = "\(path).\(getpid()).new"
        let file = unsafe open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw failure(errno) }
        let bytes = Array("\(identifier)\n".utf8)
        let isWritten = unsafe Glibc.write(file, bytes, bytes.count) == bytes.count && fsync(file) == 0
        let reason = errno
        close(file)
        guard isWritten, unsafe rename(temporary, path) == 0 else {
            let reason = isWritten ? errno : reason
            unsafe unlink(temporary)
            throw failure(reason)
        }
        synchroniseFolder()
    }

    /// Removes the note: from now on this is a first start.
    ///
    /// - Throws: `CommandFailure` when it cannot be removed.
    func remove() throws {
        guard unsafe unlink(path) == 0 || errno == ENOENT else { throw failure(errno) }
        synchroniseFolder()
    }

    /// After a loss of power an older state of the folder does no harm: the next start writes the same.
    private func synchroniseFolder() {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        let descriptor = unsafe open(folder, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }

    private func failure(_ reason: CInt) -> CommandFailure {
        CommandFailure(
            .inputOutput,
            "the note \(SafeText.printable(path)) cannot be written: \(unsafe String(cString: strerror(reason)))."
        )
    }

    private var unreadable: CommandFailure {
        CommandFailure(
            .configuration,
            "the note \(SafeText.printable(path)), which names the database that belongs here, cannot be read "
                + "or is damaged. If the database is the right one, remove the file: the next start writes it again."
        )
    }
}
