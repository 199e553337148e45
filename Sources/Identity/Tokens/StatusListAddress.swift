/// Where the lists lie: `ISSUER/status/lists/7`.
enum StatusListAddress {
    /// The path of the lists' list.
    static let path = "/status/lists"

    /// The address of a list, its `uri` in tokens and its own `sub`.
    static func uri(ofList list: Int, issuer: String) -> String {
        "\(issuer)\(path)/\(list)"
    }

    /// The number of the list at an address; nil when it is none of this issuer's, or not spelt as `uri(ofList:issuer:)` does.
    static func list(of uri: String, issuer: String) -> Int? {
        let (text, prefix) = (uri.utf8, issuer.utf8)
        let path = path.utf8
        guard text.count > prefix.count + path.count + 1, text.starts(with: prefix) else { return nil }
        let rest = text.dropFirst(prefix.count)
        guard rest.starts(with: path) else { return nil }
        let number = rest.dropFirst(path.count)
        guard number.first == UInt8(ascii: "/") else { return nil }
        return self.number(number.dropFirst())
    }

    /// The number that digits spell in their one spelling.
    static func number(_ digits: some Collection<UInt8>) -> Int? {
        guard (1...12).contains(digits.count), digits.count == 1 || digits.first != UInt8(ascii: "0") else {
            return nil
        }
        var number = 0
        for digit in digits {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
            number = number * 10 + Int(digit - UInt8(ascii: "0"))
        }
        return number
    }
}
