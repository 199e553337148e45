import TesseraJOSE

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

extension MasterSecret {
    /// The master secret of the file at `path`: 32 or more bytes in base64 on one line.
    ///
    /// A missing file is created with 32 random bytes, readable by its owner only.
    ///
    /// - Throws: `MasterSecretError` when the file can be read by others, holds something else, or cannot be made.
    public static func loadOrCreate(path: String, random: RandomSource = .system) throws -> MasterSecret {
        if let secret = try load(path: path) { return secret }
        let bytes = random.bytes(minimumLength)
        guard try create(path: path, text: Base64URL.encode(bytes) + "\n") else {
            // Another process was quicker: what it wrote counts.
            guard let secret = try load(path: path) else {
                throw MasterSecretError("the master secret file \(path) appeared and vanished; start again")
            }
            return secret
        }
        return try MasterSecret(bytes: bytes)
    }

    /// The master secret that `text` spells in base64, as a file, the environment or a settings file gives it.
    ///
    /// - Throws: `MasterSecretError` when it is no base64 or too short.
    init(text: String) throws(MasterSecretError) {
        try self.init(bytes: Self.bytes(of: text))
    }

    /// The bytes that a text spells in base64: what `openssl rand -base64 32` and `basenc --base64url` print, with or without
    /// padding, a line end or a byte order mark.
    ///
    /// The one reading of a master secret, wherever it comes from: the same text must be the same secret.
    ///
    /// - Parameter text: The text.
    /// - Returns: The bytes.
    /// - Throws: `MasterSecretError` when it is something else, such as `NAME=value`.
    package static func bytes(of text: String) throws(MasterSecretError) -> [UInt8] {
        let isAround: (Character) -> Bool = { $0.isWhitespace || $0 == "\u{FEFF}" }
        var line = text.drop(while: isAround)
        while let last = line.last, isAround(last) { line.removeLast() }
        // Padding stands at the end alone. In the middle it is the sign of a setting: `NAME=value`.
        let letters = String(line.prefix { $0 != "=" })
        let padding = line.dropFirst(letters.count)
        let standard = letters.replacing("+", with: "-").replacing("/", with: "_")
        guard !letters.isEmpty, padding.count <= 2, padding.allSatisfy({ $0 == "=" }),
            let bytes = Base64URL.decode(standard)
        else {
            throw MasterSecretError("the master secret is not base64; make one with: openssl rand -base64 32")
        }
        return bytes
    }

    /// The master secret of an existing file; nil when there is no file.
    static func load(path: String) throws -> MasterSecret? {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            if errno == ENOENT { return nil }
            throw MasterSecretError("cannot read the master secret file \(path): \(reason(errno))")
        }
        defer { close(file) }
        var status = stat()
        guard unsafe fstat(file, &status) == 0 else {
            throw MasterSecretError("cannot read the master secret file \(path): \(reason(errno))")
        }
        guard isPrivate(mode: status.st_mode, owner: status.st_uid, user: geteuid()) else {
            throw MasterSecretError("the master secret file \(path) can be read by others; run: chmod 600 \(path)")
        }
        var buffer = [UInt8](repeating: 0, count: 4097)
        let count = unsafe read(file, &buffer, buffer.count)
        guard count >= 0, count <= 4096 else {
            throw MasterSecretError(
                "cannot read the master secret file \(path): \(count < 0 ? reason(errno) : "it is too long")"
            )
        }
        do throws(MasterSecretError) {
            return try MasterSecret(text: String(decoding: buffer[..<count], as: UTF8.self))
        } catch {
            throw MasterSecretError("\(path): \(error.description)")
        }
    }

    /// Whether a file is for this user only.
    ///
    /// What root gives to a user without rights may be readable by a group: so come the credentials of systemd and the mounted secrets
    /// of Kubernetes.
    static func isPrivate(mode: mode_t, owner: uid_t, user: uid_t) -> Bool {
        mode & (owner == 0 && user != 0 ? 0o037 : 0o077) == 0
    }

    /// Writes a new file, whole and on the disk before it has its name; false when there already is one.
    private static func create(path: String, text: String) throws -> Bool {
        let temporary = "\(path).\(getpid()).new"
        let file = unsafe open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else {
            throw MasterSecretError("cannot create the master secret file \(path): \(reason(errno))")
        }
        defer { unsafe unlink(temporary) }
        let bytes = Array(text.utf8)
        let written = unsafe write(file, bytes, bytes.count)
        let synchronised = fsync(file)
        close(file)
        guard written == bytes.count, synchronised == 0 else {
            throw MasterSecretError("cannot write the master secret file \(path): \(reason(errno))")
        }
        guard unsafe link(temporary, path) == 0 else {
            if errno == EEXIST { return false }
            throw MasterSecretError("cannot create the master secret file \(path): \(reason(errno))")
        }
        return true
    }

    private static func reason(_ code: Int32) -> String {
        unsafe String(cString: strerror(code))
    }
}
