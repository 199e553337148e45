/// An e-mail address: a dot-atom, `@`, and a domain name with at least two labels, within the limits of RFC 5321
/// §4.5.3.1.
///
/// International addresses are taken (RFC 6531), and so are international domain names, whose two spellings
/// (`bücher.example`, `xn--bcher-kva.example`) have one key.
///
/// Legal forms that nobody uses for an account are refused with a sentence of their own: quoted local parts, comments
/// and address literals. Whether the address exists is for a mail to find out.
public struct EmailAddress: Sendable, Hashable, CustomStringConvertible {
    /// The most bytes of the whole address.
    public static let maximumBytes = 254

    /// The most bytes of the part before the `@`.
    public static let maximumLocalPartBytes = 64

    /// As typed, in NFKC and without white space at the ends: for showing and for sending mail.
    public let display: String

    /// Folded, with the domain in its ASCII form: for uniqueness and look-up.
    public let key: String

    /// The part before the `@`, as in `display`.
    public let localPart: String

    /// Checks an address.
    ///
    /// - Parameter text: What was typed.
    /// - Throws: ``IdentifierError`` that says which rule it breaks.
    public init(_ text: String) throws(IdentifierError) {
        guard text.utf8.count <= 2048 else { throw Self.tooLong }
        let display = IdentifierCharacters.trimmed(CaselessText.compatible(text))
        guard !display.isEmpty else { throw IdentifierError(.empty, "The e-mail address is empty. Type one.") }
        let (local, domain) = try Self.split(display)
        try Self.checkLocalPart(local)
        let asciiDomain = try MailDomain.ascii(domain)
        guard display.utf8.count <= Self.maximumBytes,
            local.utf8.count + 1 + asciiDomain.utf8.count <= Self.maximumBytes
        else { throw Self.tooLong }

        let localKey = CaselessText.fold(local)
        // Folding may lengthen, and a key must be an address too.
        try Self.checkLocalPart(localKey)
        guard localKey.utf8.count + 1 + asciiDomain.utf8.count <= Self.maximumBytes else { throw Self.tooLong }
        self.display = display
        self.localPart = local
        self.key = "\(localKey)@\(asciiDomain)"
    }

    /// Two addresses are the same when their keys are.
    public static func == (left: EmailAddress, right: EmailAddress) -> Bool { left.key == right.key }

    /// Hashes the key.
    public func hash(into hasher: inout Hasher) { hasher.combine(key) }

    /// The address for showing.
    public var description: String { display }

    private static func split(_ address: String) throws(IdentifierError) -> (String, String) {
        if address.unicodeScalars.contains("\"") {
            throw IdentifierError(
                .unsupported,
                "E-mail addresses with quotation marks aren't supported. Use one in the form name@example.com."
            )
        }
        let parts = address.unicodeScalars.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
            throw IdentifierError(.malformed, "An e-mail address has the form name@example.com, with one \"@\".")
        }
        return (String(parts[0]), String(parts[1]))
    }

    private static func checkLocalPart(_ local: String) throws(IdentifierError) {
        guard local.utf8.count <= maximumLocalPartBytes else {
            throw IdentifierError(
                .tooLong,
                "The part of the e-mail address before \"@\" is longer than \(maximumLocalPartBytes) bytes."
            )
        }
        for scalar in local.unicodeScalars where scalar != "." && !isAtomText(scalar) {
            throw .forbidden(
                scalar,
                in: "e-mail address",
                allowed: "Before \"@\" use letters, digits and signs such as \".\", \"_\", \"-\" and \"+\"."
            )
        }
        let atoms = local.unicodeScalars.split(separator: ".", omittingEmptySubsequences: false)
        guard atoms.allSatisfy({ $0.first.map { !IdentifierCharacters.isMark($0) } ?? false }) else {
            throw IdentifierError(
                .malformed,
                "The part of the e-mail address before \"@\" can't begin or end with a dot or have two in a row."
            )
        }
        guard !IdentifierCharacters.hasTooManyMarks(local) else {
            throw IdentifierError(.malformed, "The e-mail address has too many accents on one letter.")
        }
    }

    /// RFC 5322 §3.2.3 `atext`; beyond ASCII the letters, marks and digits of RFC 6532.
    private static func isAtomText(_ scalar: Unicode.Scalar) -> Bool {
        guard scalar.isASCII else { return IdentifierCharacters.isWordScalar(scalar) }
        return switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9": true
        case "!", "#", "$", "%", "&", "'", "*", "+", "-", "/", "=", "?", "^", "_", "`", "{", "|", "}", "~": true
        default: false
        }
    }

    private static let tooLong = IdentifierError(
        .tooLong,
        "The e-mail address is longer than \(maximumBytes) bytes. Use a shorter one."
    )
}
