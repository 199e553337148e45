/// What roles, permissions and shown names may be.
enum WordRules {
    /// Checks, sorts and makes unique the names of roles or permissions.
    ///
    /// A name is 1 to 64 characters of a-z, 0-9 and `:._-`; there are at most 64. A refusal names `field`, the member that they
    /// came in.
    static func checked(_ words: [String], field: String) throws -> [String] {
        guard words.count <= 64 else {
            throw IdentityError(.tooManyNames(field: field, most: 64))
        }
        for word in words {
            let isWellFormed = word.utf8.allSatisfy { character in
                switch character {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
                default: ":._-".utf8.contains(character)
                }
            }
            guard (1...64).contains(word.utf8.count), isWellFormed else {
                throw IdentityError(.malformedName(field: field))
            }
        }
        return Set(words).sorted()
    }

    /// A name to show: trimmed, normalised, 1 to 100 characters without control characters; nil stays nil.
    ///
    /// A refusal names `field`, the member that it came in.
    static func displayName(_ text: String?, field: String = "display_name") throws -> String? {
        guard let text else { return nil }
        let name = String(
            text.trimmingPrefix(while: \.isWhitespace).reversed().trimmingPrefix(while: \.isWhitespace).reversed()
        )
        let isClean = name.unicodeScalars.allSatisfy { scalar in
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned: false
            // Bidirectional overrides can make one name look like another.
            case .format: scalar.value == 0x200D || scalar.value == 0x200C
            default: true
            }
        }
        guard !name.isEmpty, name.unicodeScalars.count <= 100, isClean else {
            throw IdentityError(.malformedDisplayName(field: field))
        }
        return name
    }
}
