/// The body of `PATCH /auth/me`: a merge patch (RFC 7396), and the current password where the change needs it.
struct ProfileBody: Sendable, Equatable {
    let userName: MemberPatch
    let email: MemberPatch
    let displayName: MemberPatch
    let currentPassword: String?

    /// - Throws: ``BodyError`` naming the member that is wrong.
    init(_ bytes: [UInt8]) throws(BodyError) {
        let body = try JSONBody(bytes, members: ["user_name", "email", "display_name", "current_password"])
        userName = try body.patch("user_name")
        email = try body.patch("email")
        displayName = try body.patch("display_name")
        currentPassword = try body.optionalString("current_password")
    }
}
