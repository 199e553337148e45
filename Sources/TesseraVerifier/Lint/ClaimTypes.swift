import TesseraJOSE

/// Conditions on the form of claims.
enum ClaimTypes {
    /// Which registered claims have another JSON type than theirs.
    static func ofWrongType(_ claims: JSONObject?) -> [String] {
        (claims ?? [:]).filter { name, value in
            switch name {
            case "iss", "sub", "jti", "client_id", "sid", "nonce", "azp", "acr": value.string == nil
            case "exp", "nbf", "iat", "auth_time": value.number == nil
            case "aud": value.string == nil && !isListOfTexts(value)
            case "amr": !isListOfTexts(value)
            default: false
            }
        }.map { $0.name }
    }

    /// Whether an issuer's text is no https address without query and fragment, or http on the own machine.
    static func isNoIssuer(_ text: String) -> Bool {
        guard !text.isEmpty else { return false }
        return (try? IssuerAddress(text)) == nil || text.contains("?")
    }

    /// The texts of `aud`.
    static func audiences(_ value: JSONValue?) -> [String] {
        value?.string.map { [$0] } ?? value?.array?.compactMap(\.string) ?? []
    }

    /// Whether `aud` names nobody.
    static func isEmptyAudience(_ value: JSONValue?) -> Bool {
        value?.array?.isEmpty ?? false || audiences(value).contains("")
    }

    /// Whether `status` is there and malformed; other mechanisms than status lists are nobody's business here.
    static func isMalformedStatus(_ value: JSONValue?) -> Bool {
        guard let value else { return false }
        guard let status = value.object else { return true }
        guard let reference = status["status_list"] else { return false }
        guard let index = reference["idx"]?.integer, index >= 0, let address = reference["uri"]?.string else {
            return true
        }
        return (try? IssuerAddress(address)) == nil
    }

    private static func isListOfTexts(_ value: JSONValue) -> Bool {
        value.array?.allSatisfy { $0.string != nil } ?? false
    }
}
