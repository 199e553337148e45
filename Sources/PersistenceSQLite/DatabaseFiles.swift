import Foundation
import Persistence
import Synchronization

/// The three files of an open database, and whether they are still in their places.
///
/// A file whose name is taken away can be written for as long as it is open, and is gone afterwards. So a writer looks here
/// before it answers. What is moved away and comes back is taken up again; another file in its place is not, since what of it and
/// what of the connections belongs together could not be told.
final class DatabaseFiles: Sendable {
    private enum Standing {
        case inPlace
        case gone(PersistenceError)
        case replaced(PersistenceError)
    }

    private struct Kept {
        let name: String
        let path: String
        let identity: FileIdentity
        /// Whether it has bytes from the beginning.
        let isFilled: Bool
    }

    private let kept: [Kept]
    private let standing = Mutex(Standing.inPlace)
    /// The same as a flag that every read may look at.
    private let inPlace = Atomic(true)

    /// Remembers the files of a database that was just opened.
    ///
    /// - Parameters:
    ///   - path: The name that the database was opened by; a symbolic link may be on the way.
    ///   - identity: Which file that was before it was opened.
    ///   - log: Where SQLite keeps the write-ahead log, with its index beside it: beside the file and not beside a link to it. Nil
    ///     for a database that has none.
    /// - Throws: ``/Persistence/PersistenceError/Code/fileGone`` or ``/Persistence/PersistenceError/Code/fileReplaced``
    ///   when one was moved meanwhile.
    init(path: String, identity: FileIdentity, log: (path: String, index: String)?) throws(PersistenceError) {
        var kept = [Kept(name: "file", path: path, identity: identity, isFilled: true)]
        let companions = log.map { [("write-ahead log", $0.path), ("index of the write-ahead log", $0.index)] }
        for (name, path) in companions ?? [] {
            switch FileIdentity.look(path) {
            case .file(let identity, _): kept.append(Kept(name: name, path: path, identity: identity, isFilled: false))
            case .nothing(let reason): throw .gone(name, path, reason)
            }
        }
        self.kept = kept
        try look()
    }

    /// Where the write-ahead log is; nil for a database that has none.
    var log: String? { kept.count > 1 ? kept[1].path : nil }

    /// Makes sure that the files are where they were.
    ///
    /// - Throws: ``/Persistence/PersistenceError/Code/fileGone`` for one that is missing,
    ///   ``/Persistence/PersistenceError/Code/fileReplaced`` for one that is another, then and at every later look.
    func look() throws(PersistenceError) {
        do throws(PersistenceError) {
            for file in kept {
                switch FileIdentity.look(file.path) {
                case .nothing(let reason): throw .gone(file.name, file.path, reason)
                case .file(let identity, let isEmpty):
                    guard identity == file.identity else { throw .replaced(file.name, file.path) }
                    guard !isEmpty || !file.isFilled else { throw .emptied(file.path) }
                }
            }
        } catch {
            throw note(error)
        }
        guard !inPlace.load(ordering: .acquiring) else { return }
        try returned()
    }

    /// Refuses when the last look found a file missing or replaced; looks at nothing itself.
    func refuseIfLost() throws(PersistenceError) {
        guard !inPlace.load(ordering: .relaxed) else { return }
        switch standing.withLock({ $0 }) {
        case .inPlace: return
        case .gone(let error), .replaced(let error): throw error
        }
    }

    /// Whether the log is missing while the file itself is there: then what was answered is only in the log that is still open.
    var hasLostLogOnly: Bool {
        guard kept.count > 1, case .nothing = FileIdentity.look(kept[1].path) else { return false }
        guard case .file(kept[0].identity, isEmpty: false) = FileIdentity.look(kept[0].path) else { return false }
        return true
    }

    private func note(_ error: PersistenceError) -> PersistenceError {
        inPlace.store(false, ordering: .releasing)
        return standing.withLock { standing in
            if case .replaced(let first) = standing { return first }
            standing = error.code == .fileReplaced ? .replaced(error) : .gone(error)
            return error
        }
    }

    private func returned() throws(PersistenceError) {
        let error: PersistenceError? = standing.withLock { standing in
            if case .replaced(let error) = standing { return error }
            standing = .inPlace
            inPlace.store(true, ordering: .releasing)
            return nil
        }
        if let error { throw error }
    }
}

extension PersistenceError {
    fileprivate static func gone(_ name: String, _ path: String, _ reason: CInt) -> PersistenceError {
        let reason = unsafe String(cString: strerror(reason))
        return PersistenceError(.fileGone, message: "the database's \(name) \(path) is gone: \(reason)")
    }

    fileprivate static func replaced(_ name: String, _ path: String) -> PersistenceError {
        PersistenceError(
            .fileReplaced,
            message: "the database's \(name) \(path) is another one than was opened, and is not used"
        )
    }

    fileprivate static func emptied(_ path: String) -> PersistenceError {
        PersistenceError(.fileReplaced, message: "the database's file \(path) was emptied by another program")
    }
}
