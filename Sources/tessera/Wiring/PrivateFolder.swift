import Foundation

/// Folders for files that only their owner may read.
enum PrivateFolder {
    /// Creates the folder of a file, for its owner only, when it does not exist.
    static func create(of path: String) throws {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        guard !FileManager.default.fileExists(atPath: folder) else { return }
        try FileManager.default.createDirectory(
            atPath: folder,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
    }
}
