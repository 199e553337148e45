import TesseraJOSE

/// Writes JSON for people and programs alike: two spaces, one member a line, member order kept.
enum JSONText {
    /// The value as text, in which characters that a terminal would obey or hide are escaped, so that nothing can be forged.
    static func pretty(_ value: JSONValue, indentation: Int = 0) -> String {
        let inner = String(repeating: "  ", count: indentation + 1)
        let outer = String(repeating: "  ", count: indentation)
        switch value {
        case .object(let object) where object.count > 0:
            let members = object.map { member in
                "\(inner)\(quoted(member.name)): \(pretty(member.value, indentation: indentation + 1))"
            }
            return "{\n\(members.joined(separator: ",\n"))\n\(outer)}"
        case .array(let items) where !items.isEmpty:
            let lines = items.map { inner + pretty($0, indentation: indentation + 1) }
            return "[\n\(lines.joined(separator: ",\n"))\n\(outer)]"
        case .string(let text):
            return quoted(text)
        default:
            return String(decoding: value.serialized(), as: UTF8.self)
        }
    }

    /// The value as one line, in which every character is escaped that a program could take for the end of a line.
    static func line(_ value: JSONValue) -> [UInt8] {
        let bytes = value.serialized()
        guard bytes.contains(where: { $0 >= 0x7F }) else { return bytes }
        return Array(escaped(String(decoding: bytes, as: UTF8.self)).utf8)
    }

    private static func quoted(_ text: String) -> String {
        escaped(String(decoding: JSONValue.string(text).serialized(), as: UTF8.self))
    }

    private static func escaped(_ serialized: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in serialized.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned:
                for unit in String(scalar).utf16 {
                    let digits = String(unit, radix: 16)
                    result.append(
                        contentsOf: ("\\u" + String(repeating: "0", count: 4 - digits.count) + digits).unicodeScalars
                    )
                }
            default:
                result.append(scalar)
            }
        }
        return String(result)
    }
}

extension Terminal {
    /// Writes a JSON value to standard output.
    ///
    /// - Throws: `CommandFailure` (74) when it cannot be written.
    static func write(_ value: JSONValue, patience: Int32? = nil) throws {
        try write(JSONText.pretty(value), patience: patience)
    }
}

extension JSONValue {
    /// A text, or null when there is none.
    static func optional(_ text: String?) -> JSONValue {
        text.map(JSONValue.string) ?? .null
    }
}
