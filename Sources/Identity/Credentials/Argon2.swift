internal import CSodium
internal import Glibc

/// libsodium's Argon2, blocking: call it on a hashing thread only.
enum Argon2 {
    /// Computes an Argon2id digest with one lane (RFC 9106 §3).
    ///
    /// - Parameters:
    ///   - password: What is hashed.
    ///   - salt: 16 bytes.
    ///   - memoryKiB: Memory in KiB, at least 8.
    ///   - passes: Passes, at least 1.
    ///   - length: Bytes of output, at least 16.
    /// - Returns: The digest.
    /// - Throws: ``PasswordHashingFailure`` when the memory isn't to be had.
    static func digest(
        _ password: Password,
        salt: [UInt8],
        memoryKiB: Int,
        passes: Int,
        length: Int
    ) throws(PasswordHashingFailure) -> [UInt8] {
        guard isReady, salt.count == PasswordHash.saltLength else { throw PasswordHashingFailure() }
        var digest = [UInt8](repeating: 0, count: length)
        let status = unsafe crypto_pwhash(
            &digest,
            UInt64(length),
            password.characters,
            UInt64(password.characters.count),
            salt,
            UInt64(passes),
            memoryKiB * 1024,
            crypto_pwhash_alg_argon2id13()
        )
        guard status == 0 else { throw PasswordHashingFailure() }
        return digest
    }

    /// Whether `password` gives `hash`, compared in constant time.
    ///
    /// - Throws: ``PasswordHashingFailure`` when the memory isn't to be had; never taken for a wrong password.
    static func matches(_ password: Password, _ hash: PasswordHash) throws(PasswordHashingFailure) -> Bool {
        guard hash.variant == .argon2id, hash.parallelism == 1, hash.salt.count == PasswordHash.saltLength else {
            return try matchesForeign(password, hash)
        }
        let digest = try digest(
            password,
            salt: hash.salt,
            memoryKiB: hash.memoryKiB,
            passes: hash.passes,
            length: hash.digest.count
        )
        return unsafe sodium_memcmp(digest, hash.digest, hash.digest.count) == 0
    }

    /// Hashes with several lanes, by argon2i, or with another salt length: libsodium can check them, not make them.
    private static func matchesForeign(
        _ password: Password,
        _ hash: PasswordHash
    ) throws(PasswordHashingFailure) -> Bool {
        guard isReady else { throw PasswordHashingFailure() }
        errno = 0
        let status = unsafe crypto_pwhash_str_verify(
            hash.text,
            password.characters,
            UInt64(password.characters.count)
        )
        let code = errno
        if status == 0 { return true }
        // libsodium says EINVAL for a digest that differs and something else when it couldn't compute one.
        guard code == EINVAL else { throw PasswordHashingFailure() }
        return false
    }

    /// libsodium chooses its fastest code for this machine once.
    private static let isReady = sodium_init() >= 0
}

/// A hash couldn't be computed, most likely for want of memory.
///
/// Not an answer about the password.
public struct PasswordHashingFailure: Error, Sendable, Equatable, CustomStringConvertible {
    /// One sentence, safe to show.
    public var description: String {
        "The password hash couldn't be computed, most likely because the machine is short of memory."
    }
}
