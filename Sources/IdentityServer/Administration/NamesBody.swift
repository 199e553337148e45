/// The body of `PUT /admin/users/{id}/roles` and of `PUT /admin/users/{id}/permissions`: one member with a list of names.
struct NamesBody: Sendable, Equatable {
    let names: [String]

    /// - Parameters:
    ///   - bytes: the body.
    ///   - member: `roles` or `permissions`.
    /// - Throws: ``BodyError`` naming the member that is wrong.
    init(_ bytes: [UInt8], member: String) throws(BodyError) {
        names = try JSONBody(bytes, members: [member]).strings(member)
    }
}
