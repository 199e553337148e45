/// The body of `POST /auth/refresh` and of `POST /auth/logout`; both may also go by cookie, without one.
struct RefreshBody: Sendable, Equatable {
    let refreshToken: String?

    /// - Throws: ``BodyError`` naming the member that is wrong.
    init(_ bytes: [UInt8]) throws(BodyError) {
        let body = try JSONBody(bytes, members: ["refresh_token"])
        refreshToken = try body.optionalString("refresh_token")
    }
}
