/// What an account may do, as access tokens carry it.
struct AccountGrants: Sendable, Hashable {
    let roles: [String]
    let permissions: [String]
}
