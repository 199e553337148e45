/// The body of `POST /auth/register`.
struct RegistrationBody: Sendable, Equatable {
    let userName: String?
    let email: String?
    let password: String
    let displayName: String?

    /// - Throws: ``BodyError`` naming the member that is wrong.
    init(_ bytes: [UInt8]) throws(BodyError) {
        let body = try JSONBody(bytes, members: ["user_name", "email", "password", "display_name"])
        userName = try body.optionalString("user_name")
        email = try body.optionalString("email")
        password = try body.string("password")
        displayName = try body.optionalString("display_name")
        guard userName != nil || email != nil else {
            throw BodyError(field: "user_name", "user_name or email: one of them is needed.")
        }
    }
}
