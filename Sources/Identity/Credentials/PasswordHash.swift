import TesseraJOSE

/// A stored password hash: an Argon2 string in the PHC format, read strictly.
///
/// What this owns: the text form and the limits on what it may ask of the machine. A string from a database or an
/// import is looked at in full before any memory is given to it.
public struct PasswordHash: Sendable, Hashable {
    /// The members of Argon2's family that can be verified.
    ///
    /// Argon2d is refused: it leaks through memory access.
    enum Variant: String, Sendable {
        case argon2id
        case argon2i
    }

    /// The PHC string, for storage.
    ///
    /// A hash is a secret: don't log it.
    public let text: String

    let variant: Variant
    let memoryKiB: Int
    let passes: Int
    let parallelism: Int
    let salt: [UInt8]
    let digest: [UInt8]

    /// Bytes of salt in our own hashes.
    static let saltLength = 16

    /// Bytes of output in our own hashes.
    static let digestLength = 32

    /// Makes the text of an Argon2id hash computed with `parameters`.
    init(parameters: Argon2idParameters, salt: [UInt8], digest: [UInt8]) {
        self.variant = .argon2id
        self.memoryKiB = parameters.memoryKiB
        self.passes = parameters.passes
        self.parallelism = Argon2idParameters.parallelism
        self.salt = salt
        self.digest = digest
        self.text =
            "$argon2id$v=19$m=\(parameters.memoryKiB),t=\(parameters.passes),p=\(Argon2idParameters.parallelism)"
            + "$\(Base64.encode(salt))$\(Base64.encode(digest))"
    }

    /// Reads a PHC string of Argon2 1.3 (`v=19`).
    ///
    /// Only the canonical form is read: the parameters `m`, `t`, `p` in this order, decimal without sign or leading
    /// zero, base64 without padding and with zero trailing bits. Foreign strings with `p` up to 16, argon2i, other
    /// salt (8 to 64 bytes) and digest lengths (16 to 64 bytes) are read too, so that imported hashes work.
    ///
    /// - Parameter text: The PHC string.
    /// - Throws: ``PasswordHashError`` when the string isn't canonical or asks for more memory or time than
    ///   ``Argon2idParameters`` permits.
    public init(parsing text: String) throws(PasswordHashError) {
        guard text.utf8.count <= 512 else { throw PasswordHashError(.tooLong) }
        let fields = text.utf8.split(separator: UInt8(ascii: "$"), omittingEmptySubsequences: false)
        guard fields.count == 6, fields[0].isEmpty else { throw PasswordHashError(.notPHC) }
        guard let name = String(fields[1]), let variant = Variant(rawValue: name) else {
            throw PasswordHashError(.unknownAlgorithm)
        }
        guard fields[2].elementsEqual("v=19".utf8) else { throw PasswordHashError(.unknownVersion) }

        let parameters = fields[3].split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
        guard parameters.count == 3,
            let memoryKiB = Self.number(parameters[0], named: "m="),
            let passes = Self.number(parameters[1], named: "t="),
            let parallelism = Self.number(parameters[2], named: "p=")
        else { throw PasswordHashError(.malformedParameters) }
        // Every figure is below 10^9 here, so the products can't overflow.
        guard Argon2idParameters.memoryRange.contains(memoryKiB), memoryKiB >= 8 * parallelism,
            Argon2idParameters.passesRange.contains(passes), (1...16).contains(parallelism),
            memoryKiB * passes <= Argon2idParameters.maximumWork
        else { throw PasswordHashError(.parametersOutOfRange) }

        guard let salt = Base64.decode(Array(fields[4])), (8...64).contains(salt.count) else {
            throw PasswordHashError(.malformedSalt)
        }
        guard let digest = Base64.decode(Array(fields[5])), (16...64).contains(digest.count) else {
            throw PasswordHashError(.malformedDigest)
        }
        self.text = text
        self.variant = variant
        self.memoryKiB = memoryKiB
        self.passes = passes
        self.parallelism = parallelism
        self.salt = salt
        self.digest = digest
    }

    /// Whether a hash made now with `parameters` would be of another kind: another algorithm, memory, number of
    /// passes, parallelism, salt or digest length.
    ///
    /// - Parameter parameters: The cost that is wanted now.
    /// - Returns: `true` when the password should be hashed anew at the next sign-in that proves it.
    public func needsRehash(for parameters: Argon2idParameters) -> Bool {
        variant != .argon2id || memoryKiB != parameters.memoryKiB || passes != parameters.passes
            || parallelism != Argon2idParameters.parallelism || salt.count != Self.saltLength
            || digest.count != Self.digestLength
    }

    private static func number(_ field: Substring.UTF8View, named name: String) -> Int? {
        guard field.starts(with: name.utf8) else { return nil }
        let digits = field.dropFirst(name.utf8.count)
        guard (1...9).contains(digits.count), digits.allSatisfy({ (0x30...0x39).contains($0) }),
            digits.count == 1 || digits.first != 0x30
        else { return nil }
        return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }
}

extension PasswordHash: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The kind and cost; never salt or digest.
    public var description: String {
        "PasswordHash(\(variant.rawValue), m=\(memoryKiB), t=\(passes), p=\(parallelism))"
    }

    /// The kind and cost; never salt or digest.
    public var debugDescription: String { description }

    /// A mirror without children, so that `dump` shows no hash.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
