import TesseraOAuth

extension SettingType {
    /// A list of values, separated by commas or white space (in the file also a YAML list).
    ///
    /// The order is kept, and repeated items are rejected.
    static func list<Item: Sendable>(
        of item: SettingType<Item>,
        minimum: Int = 0
    ) -> SettingType<[Item]> where Value == [Item] {
        SettingType(
            expectation: "a list, separated by commas or spaces, of: \(item.expectation)",
            decode: { text throws(SettingRefusal) in
                let words = text.split { $0 == "," || $0.isWhitespace }.map(String.init)
                guard words.count >= minimum else {
                    throw SettingRefusal(reason: "it needs at least \(minimum) item\(minimum == 1 ? "" : "s")")
                }
                var seen: Set<String> = []
                var items: [Item] = []
                for word in words {
                    guard seen.insert(word).inserted else { throw SettingRefusal(reason: "it names '\(word)' twice") }
                    do throws(SettingRefusal) {
                        items.append(try item.decode(word))
                    } catch {
                        throw SettingRefusal(reason: "'\(word)' does not fit, \(error.reason)")
                    }
                }
                return items
            },
            encode: { items in items.map(item.encode).joined(separator: ", ") }
        )
    }
}

extension SettingType where Value == Scope {
    /// A list of scope tokens, at least one.
    static var scope: SettingType<Scope> {
        let list = SettingType<[String]>.list(of: .scopeToken, minimum: 1)
        return SettingType(
            expectation: list.expectation,
            decode: { text throws(SettingRefusal) in
                let tokens = try list.decode(text)
                do throws(ScopeError) {
                    return try Scope(tokens)
                } catch {
                    throw SettingRefusal(reason: error.description)
                }
            },
            encode: { list.encode($0.tokens) }
        )
    }
}

extension SettingType where Value == String {
    /// One scope token of RFC 6749 §3.3: visible ASCII without `"` and `\`.
    static var scopeToken: SettingType<String> {
        SettingType(
            expectation: "a scope, such as notes:read",
            decode: { text throws(SettingRefusal) in
                guard
                    !text.isEmpty,
                    text.utf8.allSatisfy({ 0x21...0x7E ~= $0 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") })
                else {
                    throw SettingRefusal(reason: "a scope has only visible ASCII characters without \" and \\")
                }
                return text
            },
            encode: { $0 }
        )
    }

    /// The name of a resource server: RFC 7519's StringOrURI without spaces and commas.
    static var audience: SettingType<String> {
        SettingType(
            expectation: "a URL or a name",
            decode: { text throws(SettingRefusal) in
                guard !text.isEmpty, text.unicodeScalars.allSatisfy({ $0.value > 0x20 && $0.value != 0x7F }) else {
                    throw SettingRefusal(reason: "it contains control characters")
                }
                return text
            },
            encode: { $0 }
        )
    }
}
