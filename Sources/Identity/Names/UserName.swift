/// A name to sign in with: letters, marks and digits of any script and `.`, `_`, `-`; 1 to 64 scalars after NFKC.
///
/// It begins with a letter, a digit or `_`, contains a letter or a digit, doesn't end with a dot and isn't a UUID, so
/// that it can't be taken for an e-mail address, a path or an account id. Spaces, controls, bidirectional and invisible
/// characters and unassigned code points are refused.
public struct UserName: Sendable, Hashable, CustomStringConvertible {
    /// The most scalars, after normalisation.
    public static let maximumScalars = 64

    /// As typed, in NFKC and without white space at the ends: for showing.
    public let display: String

    /// Folded: equal for two names that differ in case, width or composition only.
    ///
    /// For uniqueness and look-up.
    public let key: String

    /// Checks a name.
    ///
    /// - Parameter text: What was typed.
    /// - Throws: ``IdentifierError`` that says which rule it breaks.
    public init(_ text: String) throws(IdentifierError) {
        // Normalising may shorten, but never by this much.
        guard text.utf8.count <= 1024 else { throw Self.tooLong }
        let display = IdentifierCharacters.trimmed(CaselessText.compatible(text))
        guard !display.isEmpty else { throw IdentifierError(.empty, "The user name is empty. Type one.") }
        let key = CaselessText.fold(display)
        try Self.check(display)
        // Folding may lengthen (`ß` becomes `ss`), and a key must be a name too.
        try Self.check(key)
        self.display = display
        self.key = key
    }

    /// Two names are the same when their keys are.
    public static func == (left: UserName, right: UserName) -> Bool { left.key == right.key }

    /// Hashes the key.
    public func hash(into hasher: inout Hasher) { hasher.combine(key) }

    /// The name for showing.
    public var description: String { display }

    private static func check(_ name: String) throws(IdentifierError) {
        guard name.unicodeScalars.count <= maximumScalars else { throw tooLong }
        for scalar in name.unicodeScalars where !isAllowed(scalar) {
            if scalar == "@" {
                throw IdentifierError(
                    .forbiddenCharacter,
                    "A user name can't contain \"@\". Give an e-mail address as the e-mail address."
                )
            }
            throw .forbidden(scalar, in: "user name", allowed: "Use letters, digits, \".\", \"_\" and \"-\".")
        }
        guard let first = name.unicodeScalars.first, first == "_" || IdentifierCharacters.isLetterOrDigit(first),
            name.unicodeScalars.contains(where: IdentifierCharacters.isLetterOrDigit)
        else {
            throw IdentifierError(
                .malformed,
                "A user name must begin with a letter, a digit or \"_\" and contain a letter or a digit."
            )
        }
        guard name.unicodeScalars.last != ".", !name.contains("..") else {
            throw IdentifierError(.malformed, "A user name can't end with a dot or contain two dots in a row.")
        }
        guard !IdentifierCharacters.hasTooManyMarks(name) else {
            throw IdentifierError(.malformed, "The user name has too many accents on one letter. Use fewer.")
        }
        guard !isUUID(name) else {
            throw IdentifierError(.malformed, "The user name has the form of an account id (UUID). Choose another.")
        }
    }

    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "." || scalar == "_" || scalar == "-" || IdentifierCharacters.isWordScalar(scalar)
    }

    private static func isUUID(_ name: String) -> Bool {
        name.utf8.count == 36
            && name.utf8.enumerated().allSatisfy { index, byte in
                [8, 13, 18, 23].contains(index)
                    ? byte == UInt8(ascii: "-")
                    : (0x30...0x39).contains(byte) || (0x41...0x46).contains(byte & 0xDF)
            }
    }

    private static let tooLong = IdentifierError(
        .tooLong,
        "The user name is longer than \(maximumScalars) characters. Use a shorter one."
    )
}
