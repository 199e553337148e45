/// The domain of an e-mail address in its ASCII form.
enum MailDomain {
    /// Checks a domain name and gives its one ASCII spelling: folded, international labels as `xn--` (RFC 5890
    /// §2.3.2.1).
    ///
    /// - Parameter domain: The part after the `@`, in NFKC.
    /// - Returns: The spelling that two equal domains share.
    /// - Throws: ``IdentifierError`` that says which rule it breaks.
    static func ascii(_ domain: String) throws(IdentifierError) -> String {
        if domain.hasPrefix("[") {
            throw IdentifierError(
                .unsupported,
                "E-mail addresses with an IP address aren't supported. Use one in the form name@example.com."
            )
        }
        let labels = domain.unicodeScalars.split(separator: ".", omittingEmptySubsequences: false).map { String($0) }
        guard labels.count >= 2, !labels.contains("") else {
            throw IdentifierError(
                .malformed,
                "The domain of the e-mail address needs at least two parts with one dot between, as in example.com."
            )
        }
        var ascii: [String] = []
        for label in labels { ascii.append(try asciiLabel(label)) }
        guard let last = ascii.last, !last.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            throw IdentifierError(.malformed, "The domain of the e-mail address can't end with a number.")
        }
        return ascii.joined(separator: ".")
    }

    private static func asciiLabel(_ label: String) throws(IdentifierError) -> String {
        var folded = CaselessText.fold(label)
        if folded.hasPrefix("xn--") {
            // Both spellings of a label have one key, so take the Unicode one apart first.
            guard let decoded = Punycode.decode(folded.dropFirst(4)), !decoded.utf8.allSatisfy({ $0 < 0x80 }) else {
                throw malformed
            }
            folded = CaselessText.fold(decoded)
        }
        for scalar in folded.unicodeScalars where scalar != "-" && !isLabelScalar(scalar) {
            throw .forbidden(
                scalar,
                in: "domain of the e-mail address",
                allowed: "Use letters, digits, \"-\" and \".\" after the \"@\"."
            )
        }
        guard let first = folded.unicodeScalars.first, first != "-", !IdentifierCharacters.isMark(first),
            folded.unicodeScalars.last != "-", !IdentifierCharacters.hasTooManyMarks(folded)
        else { throw malformed }
        guard !folded.utf8.allSatisfy({ $0 < 0x80 }) else {
            // "--" in the third place is kept for encodings (RFC 5891 §4.2.3.1).
            guard folded.utf8.count <= 63, !folded.dropFirst(2).hasPrefix("--") else { throw malformed }
            return folded
        }
        guard let encoded = Punycode.encode(folded), encoded.utf8.count + 4 <= 63 else { throw malformed }
        return "xn--" + encoded
    }

    private static func isLabelScalar(_ scalar: Unicode.Scalar) -> Bool {
        guard scalar.isASCII else { return IdentifierCharacters.isWordScalar(scalar) }
        return switch scalar {
        case "a"..."z", "0"..."9": true
        default: false
        }
    }

    private static let malformed = IdentifierError(
        .malformed,
        "A part of the domain of the e-mail address isn't a valid name: at most 63 bytes, no \"-\" at its ends."
    )
}
