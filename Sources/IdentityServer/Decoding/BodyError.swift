/// A request body that is not what the endpoint expects: which member, and what it should be.
struct BodyError: Error, Sendable, Equatable {
    /// The member that is wrong; nil when the body as a whole is.
    let field: String?
    /// What is wrong and what is expected.
    ///
    /// Never repeats a value, which may be a secret.
    let detail: String

    init(field: String? = nil, _ detail: String) {
        self.field = field
        self.detail = detail
    }
}
