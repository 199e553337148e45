/// The body of `PUT /auth/me/password`.
struct PasswordBody: Sendable, Equatable {
    let currentPassword: String
    let newPassword: String

    /// - Throws: ``BodyError`` naming the member that is wrong.
    init(_ bytes: [UInt8]) throws(BodyError) {
        let body = try JSONBody(bytes, members: ["current_password", "new_password"])
        currentPassword = try body.string("current_password")
        newPassword = try body.string("new_password")
    }
}

/// The body of `DELETE /auth/me`.
struct DeletionBody: Sendable, Equatable {
    let password: String

    /// - Throws: ``BodyError`` naming the member that is wrong.
    init(_ bytes: [UInt8]) throws(BodyError) {
        password = try JSONBody(bytes, members: ["password"]).string("password")
    }
}
