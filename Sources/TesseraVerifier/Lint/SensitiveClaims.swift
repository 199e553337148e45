import TesseraJOSE

/// Claims that give something away.
enum SensitiveClaims {
    static let personalNames = [
        "name", "given_name", "family_name", "middle_name", "nickname", "preferred_username", "profile", "picture",
        "website", "email", "gender", "birthdate", "phone", "phone_number", "address", "street_address", "first_name",
        "last_name", "full_name", "date_of_birth", "nationality", "ip_address",
    ]
    static let secretNames = [
        "password", "passwd", "pwd", "passphrase", "password_hash", "secret", "client_secret", "api_key", "apikey",
        "private_key", "secret_key", "access_token", "refresh_token", "id_token", "session_token", "ssn",
        "social_security_number", "pin", "cvv", "cvc", "credit_card", "card_number",
    ]

    /// Claims of OpenID Connect about a person, by their names, and any text that is an e-mail address.
    static func personal(_ claims: JSONObject?) -> [String] {
        (claims ?? [:]).filter { name, value in
            personalNames.contains(name) || value.string.map(isEmailAddress) ?? false
        }.map { $0.name }
    }

    /// Members of whatever depth that are secrets by their names or by their form.
    static func secrets(_ claims: JSONObject?) -> [String] {
        members(claims) { name, value in
            secretNames.contains(plain(name)) || value.string.map { isToken($0) || isPrivateKey($0) } ?? false
        }
    }

    /// Members of whatever depth that look like the number of a payment card.
    static func cardNumbers(_ claims: JSONObject?) -> [String] {
        members(claims) { _, value in value.string.map(isCardNumber) ?? false }
    }

    /// Walks through all members; an element of an array counts under the array's name.
    private static func members(_ claims: JSONObject?, _ condition: (String, JSONValue) -> Bool) -> [String] {
        var names: [String] = []
        func walk(_ name: String, _ value: JSONValue) {
            if condition(name, value), !names.contains(name) { names.append(name) }
            for member in value.object ?? [:] { walk(member.name, member.value) }
            for element in value.array ?? [] { walk(name, element) }
        }
        for member in claims ?? [:] { walk(member.name, member.value) }
        return names
    }

    private static func plain(_ name: String) -> String {
        name.lowercased().replacing("-", with: "_").replacing(" ", with: "_")
    }

    /// One `@` with something before it and a dot inside of what follows; no white space.
    private static func isEmailAddress(_ text: String) -> Bool {
        let halves = text.split(separator: "@", omittingEmptySubsequences: false)
        guard halves.count == 2, !halves[0].isEmpty, !text.utf8.contains(where: { $0 <= 0x20 }) else { return false }
        let labels = halves[1].split(separator: ".", omittingEmptySubsequences: false)
        return labels.count > 1 && labels.allSatisfy { !$0.isEmpty }
    }

    private static func isToken(_ text: String) -> Bool {
        text.hasPrefix("eyJ") && [2, 4].contains(text.utf8.count { $0 == UInt8(ascii: ".") })
    }

    private static func isPrivateKey(_ text: String) -> Bool {
        text.hasPrefix("-----BEGIN") && text.contains("PRIVATE KEY")
    }

    /// The digits of Visa, Mastercard, American Express or Discover, with spaces or dashes, whose check digit (Luhn) is
    /// right.
    private static func isCardNumber(_ text: String) -> Bool {
        guard text.utf8.count <= 40 else { return false }
        let bytes = text.utf8.filter { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "-") }
        let digits = bytes.map { Int($0) - 48 }
        guard digits.allSatisfy({ 0...9 ~= $0 }), digits.count >= 13 else { return false }
        let prefix = digits[0] * 1000 + digits[1] * 100 + digits[2] * 10 + digits[3]
        let isIssued =
            switch digits.count {
            case 13, 19: digits[0] == 4
            case 15: [34, 37].contains(prefix / 100)
            case 16:
                digits[0] == 4 || 51...55 ~= prefix / 100 || 2221...2720 ~= prefix || prefix == 6011
                    || prefix / 100 == 65
            default: false
            }
        guard isIssued else { return false }
        let sum = digits.reversed().enumerated().reduce(0) { sum, digit in
            let value = digit.offset % 2 == 0 ? digit.element : digit.element * 2
            return sum + (value > 9 ? value - 9 : value)
        }
        return sum % 10 == 0
    }
}
