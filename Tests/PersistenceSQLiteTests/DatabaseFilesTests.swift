import Foundation
import Persistence
import PersistenceSQLite
import Testing

@Suite struct `The files of an open database` {
    /// What can be done to a file under a running server, and what comes of it.
    enum Mishap: String, CaseIterable, Sendable {
        case fileRemoved, fileMoved, folderMoved, logRemoved, logMoved, indexRemoved, folderLocked
        case anotherFile, anotherLog, copyInItsPlace, emptied, linkTurned

        var isReplacement: Bool {
            switch self {
            case .anotherFile, .anotherLog, .copyInItsPlace, .emptied, .linkTurned: true
            default: false
            }
        }
    }

    /// A folder with a database whose name is a symbolic link's, of which the folder can be moved.
    private struct Place {
        let directory: TestDirectory
        var folder: String { directory.path + "/state" }
        var file: String { folder + "/real.sqlite" }
        var link: String { directory.path + "/link.sqlite" }

        init() throws {
            directory = try TestDirectory()
            let files = FileManager.default
            try files.createDirectory(atPath: directory.path + "/state", withIntermediateDirectories: true)
            try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: file)
        }

        func move(_ from: String, _ to: String) throws {
            try FileManager.default.moveItem(atPath: from, toPath: to)
        }

        /// Puts another file in the place of one.
        func replace(_ path: String) throws {
            try move(path, path + ".old")
            try FileManager.default.copyItem(atPath: path + ".old", toPath: path)
        }

        func cause(_ mishap: Mishap) throws {
            let files = FileManager.default
            switch mishap {
            case .fileRemoved: try files.removeItem(atPath: file)
            case .fileMoved: try move(file, file + ".away")
            case .folderMoved: try move(folder, folder + ".away")
            case .logRemoved: try files.removeItem(atPath: file + "-wal")
            case .logMoved: try move(file + "-wal", file + "-wal.away")
            case .indexRemoved: try files.removeItem(atPath: file + "-shm")
            case .folderLocked: try files.setAttributes([.posixPermissions: 0o000], ofItemAtPath: folder)
            case .anotherFile:
                try files.removeItem(atPath: file)
                try Data("not this one".utf8).write(to: URL(fileURLWithPath: file))
            case .anotherLog: try replace(file + "-wal")
            case .copyInItsPlace: try replace(file)
            case .emptied: #expect(unsafe truncate(file, 0) == 0)
            case .linkTurned:
                try files.copyItem(atPath: file, toPath: directory.path + "/other.sqlite")
                try files.removeItem(atPath: link)
                try files.createSymbolicLink(atPath: link, withDestinationPath: directory.path + "/other.sqlite")
            }
        }

        /// Takes back what can be taken back.
        func undo(_ mishap: Mishap) throws {
            switch mishap {
            case .fileMoved: try move(file + ".away", file)
            case .folderMoved: try move(folder + ".away", folder)
            case .logMoved: try move(file + "-wal.away", file + "-wal")
            case .folderLocked:
                try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: folder)
            case .anotherLog:
                try FileManager.default.removeItem(atPath: file + "-wal")
                try move(file + "-wal.old", file + "-wal")
            case .copyInItsPlace:
                try FileManager.default.removeItem(atPath: file)
                try move(file + ".old", file)
            case .linkTurned:
                try FileManager.default.removeItem(atPath: link)
                try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: file)
            case .fileRemoved, .logRemoved, .indexRemoved, .anotherFile, .emptied: break
            }
        }
    }

    /// Root may look into every folder.
    private static let mishaps = Mishap.allCases.filter { $0 != .folderLocked || geteuid() != 0 }

    private func filled(_ place: Place) async throws -> SQLiteDatabase {
        let database = try SQLiteDatabase(path: place.link)
        try await database.createCounters()
        try await database.insert("before")
        try database.confirmPlace()
        return database
    }

    @Test(arguments: mishaps)
    func `nothing is acknowledged, written or read once one is not in its place`(_ mishap: Mishap) async throws {
        let place = try Place()
        let database = try await filled(place)
        try place.cause(mishap)
        let code: PersistenceError.Code = mishap.isReplacement ? .fileReplaced : .fileGone
        let refused = await #expect(throws: PersistenceError.self) { try await database.insert("lost") }
        #expect(refused?.code == code, "\(String(describing: refused))")
        #expect(refused?.message.contains(place.directory.path) == true)
        #expect(throws: PersistenceError.self) { try database.confirmPlace() }
        let unread = await #expect(throws: PersistenceError.self) { try await database.names() }
        #expect(unread?.code == code)
        try place.undo(mishap)
        try? await database.close()
    }

    @Test(arguments: mishaps.filter { !$0.isReplacement && !$0.rawValue.hasSuffix("Removed") })
    func `the same one coming back is taken up again, with all that was answered and nothing that was refused`(
        _ mishap: Mishap
    ) async throws {
        let place = try Place()
        let database = try await filled(place)
        try place.cause(mishap)
        await #expect(throws: PersistenceError.self) { try await database.insert("lost") }
        try place.undo(mishap)
        try database.confirmPlace()
        #expect(try await database.names() == ["before"])
        try await database.insert("after")
        #expect(try await database.names() == ["after", "before"])
        try await database.close()
        let again = try SQLiteDatabase(path: place.link)
        #expect(try await again.names() == ["after", "before"])
        #expect(try await again.integrityProblems() == [])
        try await again.close()
    }

    @Test(arguments: [Mishap.anotherLog, .copyInItsPlace, .linkTurned])
    func `another one stays refused, also when the first is put back, until the database is opened again`(
        _ mishap: Mishap
    ) async throws {
        let place = try Place()
        let database = try await filled(place)
        try place.cause(mishap)
        await #expect(throws: PersistenceError.self) { try await database.insert("lost") }
        try place.undo(mishap)
        let error = await #expect(throws: PersistenceError.self) { try await database.insert("lost, too") }
        #expect(error?.code == .fileReplaced)
        try await database.close()
        let again = try SQLiteDatabase(path: place.link)
        #expect(try await again.names() == ["before"])
        try await again.close()
    }

    @Test func `a file that goes away while a commit is under way acknowledges nothing of it`() async throws {
        let place = try Place()
        let database = try await filled(place)
        let error = await #expect(throws: PersistenceError.self) {
            try await database.write { connection in
                try connection.execute("INSERT INTO counters (name, n) VALUES ('under way', 1)")
                try place.cause(.fileMoved)
            }
        }
        #expect(error?.code == .fileGone)
        try place.undo(.fileMoved)
        // It was committed; the caller was told that it is not known.
        #expect(throws: Never.self) { try database.confirmPlace() }
        #expect(try await database.names() == ["before", "under way"])
        try await database.close()
    }

    @Test func `no reader is opened on another file, before anybody has noticed it either`() async throws {
        let place = try Place()
        let database = try SQLiteDatabase(path: place.link)
        try await database.createCounters()
        try await database.insert("before")
        let other = try SQLiteDatabase(path: place.directory.path + "/other.sqlite")
        try await other.createCounters()
        try await other.insert("of another")
        try await other.close()
        try FileManager.default.removeItem(atPath: place.file)
        try FileManager.default.copyItem(atPath: place.directory.path + "/other.sqlite", toPath: place.file)
        // No read has been done yet, so the first one needs a connection of its own.
        let error = await #expect(throws: PersistenceError.self) { try await database.names() }
        #expect(error?.code == .fileReplaced)
        try? await database.close()
    }

    @Test func `when only the log is removed, what was answered is saved into the file by the write that is refused`()
        async throws
    {
        let place = try Place()
        let database = try await filled(place)
        try place.cause(.logRemoved)
        await #expect(throws: PersistenceError.self) { try await database.insert("lost") }
        // As after a crash: the file alone, without closing the database.
        let copy = place.directory.path + "/copy.sqlite"
        try FileManager.default.copyItem(atPath: place.file, toPath: copy)
        let saved = try SQLiteDatabase(path: copy)
        #expect(try await saved.names() == ["before"])
        #expect(try await saved.integrityProblems() == [])
        try await saved.close()
        try? await database.close()
    }

    @Test func `a restored file and its log stay as they are when the server that knew another one ends`() async throws
    {
        let place = try Place()
        let database = try await filled(place)
        try place.cause(.fileMoved)
        try FileManager.default.moveItem(atPath: place.file + "-wal", toPath: place.file + ".away-wal")
        for name in ["", "-wal"] { try Data("restored\(name)".utf8).write(to: URL(fileURLWithPath: place.file + name)) }
        await #expect(throws: PersistenceError.self) { try await database.insert("lost") }
        try? await database.close()
        for name in ["", "-wal"] {
            #expect(try Data(contentsOf: URL(fileURLWithPath: place.file + name)) == Data("restored\(name)".utf8))
        }
        let moved = try SQLiteDatabase(path: place.file + ".away")
        #expect(try await moved.names() == ["before"])
        try await moved.close()
    }

    @Test func `the log of a file that is gone is kept when an empty database begins in its place`() async throws {
        let place = try Place()
        let (file, files) = (place.file, FileManager.default)
        let database = try await filled(place)
        // As a kill leaves them: what was answered is in the log alone.
        for name in ["", "-wal"] { try files.copyItem(atPath: file + name, toPath: file + name + ".killed") }
        try await database.close()
        for name in ["", "-wal", "-shm"] { try? files.removeItem(atPath: file + name) }
        try place.move(file + "-wal.killed", file + "-wal")

        let empty = try SQLiteDatabase(path: place.link)
        await #expect(throws: PersistenceError.self) { try await empty.names() }
        try await empty.close()

        for name in ["", "-wal", "-shm"] { try? files.removeItem(atPath: file + name) }
        try place.move(file + ".killed", file)
        try place.move(file + "-wal.left-1", file + "-wal")
        let back = try SQLiteDatabase(path: place.link)
        #expect(try await back.names() == ["before"])
        try await back.close()
    }
}
