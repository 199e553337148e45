/// The body of `POST /auth/setup`.
struct SetupBody: Sendable, Equatable {
    let setupToken: String
    let userName: String?
    let email: String?
    let password: String

    /// - Throws: ``BodyError`` naming the member that is wrong.
    init(_ bytes: [UInt8]) throws(BodyError) {
        let body = try JSONBody(bytes, members: ["setup_token", "user_name", "email", "password"])
        setupToken = try body.string("setup_token")
        userName = try body.optionalString("user_name")
        email = try body.optionalString("email")
        password = try body.string("password")
        guard userName != nil || email != nil else {
            throw BodyError(field: "user_name", "user_name or email: one of them is needed.")
        }
    }
}
