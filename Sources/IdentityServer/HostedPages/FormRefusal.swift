import Identity

/// Why a form was refused, as its page tells it: beside the fields that were wrong, or above them all.
struct FormRefusal: Error, Sendable {
    /// What kind of refusal; decides the status.
    let code: ProblemCode
    /// What stands above the form.
    let alert: String
    /// What stands beside each field, by the field's name.
    var fields: [String: String] = [:]
    /// Where the person goes on when no field was wrong.
    var focus: String?
    /// Seconds after which another try makes sense.
    var retryAfter: Int?

    private static let lookBelow = "Nothing was changed. Please correct the marked fields below."

    /// Fields that were left empty or do not go together.
    init(fields: [String: String]) {
        code = .invalidRequest
        alert = Self.lookBelow
        self.fields = fields
    }

    /// What becomes of an error; nil for one that the form can do nothing about.
    ///
    /// - Parameters:
    ///   - error: the error.
    ///   - form: the form.
    init?(_ error: any Error, in form: FormShape) {
        switch error {
        case let refusal as FormRefusal: self = refusal
        case let error as IdentityError: self.init(error, in: form)
        case let failure as StorageFailure: self.init(failure)
        default:
            guard let refusal = IdentityError(sealed: error) else { return nil }
            self.init(refusal, in: form)
        }
    }

    /// A refusal of the identity rules.
    private init(_ error: IdentityError, in form: FormShape) {
        code = ProblemCode(error.code)
        retryAfter = error.retryAfter
        let sentence = IdentityWords.sentence(for: error)
        if let field = error.field, form.fields.contains(field) {
            alert = Self.lookBelow
            fields = [field: sentence]
        } else {
            alert = sentence
            focus = form.focus
        }
    }

    /// A failure of the database, which leaves the form as it was typed.
    private init(_ failure: StorageFailure) {
        let problem = Problem(failure)
        code = problem.code
        alert = problem.detail
        retryAfter = problem.retryAfter
    }
}
