/// The quoted texts of challenges and error answers: what goes in can never end the quotation or the header line.
enum QuotedText {
    /// A description reduced to the alphabet of `error_description`: `%x20-21 / %x23-5B / %x5D-7E` (RFC 6749 §5.2, RFC
    /// 6750 §3).
    ///
    /// A quotation mark becomes `'`, a backslash `/`, all else `?`.
    static func description(_ text: String) -> String {
        reduced(text) { byte in
            switch byte {
            case UInt8(ascii: "\""): UInt8(ascii: "'")
            case UInt8(ascii: "\\"): UInt8(ascii: "/")
            default: byte
            }
        }
    }

    /// A `quoted-string` of RFC 9110 §5.6.4 with its quotation marks: `"` and `\` escaped, what is not printable ASCII
    /// replaced by `?`.
    static func quotedString(_ text: String) -> String {
        var quoted = "\""
        for scalar in reduced(text, { $0 }).unicodeScalars {
            if scalar == "\"" || scalar == "\\" { quoted.unicodeScalars.append("\\") }
            quoted.unicodeScalars.append(scalar)
        }
        return quoted + "\""
    }

    private static func reduced(_ text: String, _ replacement: (UInt8) -> UInt8) -> String {
        String(
            decoding: text.unicodeScalars.map { scalar in
                guard (0x20...0x7E).contains(scalar.value) else { return UInt8(ascii: "?") }
                return replacement(UInt8(truncatingIfNeeded: scalar.value))
            },
            as: UTF8.self
        )
    }
}
