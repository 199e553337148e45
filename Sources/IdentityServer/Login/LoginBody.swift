/// The body of `POST /auth/login`.
struct LoginBody: Sendable, Equatable {
    /// A user name or an e-mail address.
    let identifier: String
    let password: String
    let scope: String?
    let usesCookie: Bool

    /// - Throws: ``BodyError`` naming the member that is wrong.
    init(_ bytes: [UInt8]) throws(BodyError) {
        let names = ["identifier", "user_name", "email"]
        let body = try JSONBody(bytes, members: names + ["password", "scope", "transport"])
        var given: [String] = []
        for name in names {
            if let value = try body.optionalString(name) { given.append(value) }
        }
        guard let identifier = given.first, given.count == 1 else {
            throw BodyError(field: "identifier", "identifier, user_name or email: exactly one of them is required.")
        }
        self.identifier = identifier
        password = try body.string("password")
        scope = try body.optionalString("scope")
        switch try body.optionalString("transport") {
        case nil, "body": usesCookie = false
        case "cookie": usesCookie = true
        default: throw BodyError(field: "transport", "transport: expected \"body\" or \"cookie\".")
        }
    }
}
