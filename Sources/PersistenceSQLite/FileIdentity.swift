import Foundation

/// Which file it is, whatever it is called: two paths with the same identity lead to one file.
struct FileIdentity: Sendable, Hashable {
    /// What a look at a path finds.
    enum Look: Sendable, Hashable {
        /// A file.
        ///
        /// - Parameters:
        ///   - identity: Which one.
        ///   - isEmpty: Whether it has no bytes.
        case file(FileIdentity, isEmpty: Bool)
        /// Nothing that can be seen, for the reason that the system gives.
        case nothing(CInt)
    }

    private let device: UInt64
    private let inode: UInt64

    /// Looks at a path, through symbolic links, without opening anything.
    ///
    /// To open a database's file and close it again would take away all locks that this process has on it (POSIX `fcntl`).
    static func look(_ path: String) -> Look {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return .nothing(errno) }
        // Some file systems of networks still show a name whose file has none left.
        guard status.st_nlink > 0 else { return .nothing(ENOENT) }
        return .file(
            FileIdentity(device: UInt64(status.st_dev), inode: UInt64(status.st_ino)),
            isEmpty: status.st_size == 0
        )
    }
}
