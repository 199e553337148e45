import Foundation
import Identity

extension MasterSecret {
    /// Creates the secret of a new database, unless there is one already.
    ///
    /// - Throws: `MasterSecretError` or `CocoaError` when its file or folder cannot be made.
    static func prepare(for storage: StorageSettings) throws {
        guard case .file(let path) = storage.masterSecret else { return }
        try PrivateFolder.create(of: path)
        _ = try loadOrCreate(path: path)
    }

    /// The secret of a database that exists.
    ///
    /// - Throws: `CommandFailure` when it is not there: a new one opens nothing that the old one has closed.
    init(of storage: StorageSettings) throws {
        switch storage.masterSecret {
        case .bytes(let bytes): try self.init(bytes: bytes)
        case .file(let path):
            guard FileManager.default.fileExists(atPath: path) else {
                throw Self.missing(path, of: storage.database)
            }
            self = try .loadOrCreate(path: path)
        }
    }

    private static func missing(_ path: String, of database: DatabaseLocation) -> CommandFailure {
        let path = SafeText.printable(path)
        let text =
            switch database {
            case .sqlite(let file):
                "the database \(SafeText.printable(file)) exists and its master secret \(path) does not. Restore the secret from "
                    + "the backup, or name its file with --master-secret-file."
            case .postgreSQL(let address, _):
                "the database \(address) is in use and its master secret \(path) is not on this machine. "
                    + "Every node needs the same one: copy the file from the first node, name another file with "
                    + "--master-secret-file, or set TESSERA_MASTER_SECRET."
            }
        return CommandFailure(.configuration, text)
    }
}
