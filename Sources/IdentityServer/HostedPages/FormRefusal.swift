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

    /// A refusal of the identity rules.
    ///
    /// - Parameters:
    ///   - error: the refusal.
    ///   - names: the form's fields; what is wrong with another stands above the form.
    ///   - focus: where the person goes on when no field was wrong.
    init(_ error: IdentityError, fields names: [String], focus: String? = nil) {
        code = Problem(error).code
        retryAfter = error.retryAfter
        let sentence = Self.sentence(error)
        if let field = error.field, names.contains(field) {
            alert = Self.lookBelow
            fields = [field: sentence]
        } else {
            alert = sentence
            self.focus = focus
        }
    }

    /// A failure of the database, which leaves the form as it was typed.
    init(_ failure: StorageFailure) {
        let problem = Problem(failure)
        code = problem.code
        alert = problem.detail
        retryAfter = problem.retryAfter
    }

    /// The detail in a person's words: without the member's name before it, and with the waiting time in words.
    private static func sentence(_ error: IdentityError) -> String {
        var text = error.detail
        if let field = error.field, text.hasPrefix("\(field): ") { text.removeFirst(field.count + 2) }
        if let seconds = error.retryAfter {
            if let range = text.firstRange(of: " Try again in ") { text = String(text[..<range.lowerBound]) }
            text += " Try again in \(MomentWords.span(seconds: seconds))."
        }
        return text.prefix(1).uppercased() + text.dropFirst()
    }
}
