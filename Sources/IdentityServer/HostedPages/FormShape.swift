import Hummingbird

/// Which fields a form has.
struct FormShape: Sendable {
    /// The names of its fields; what is wrong with another stands above the form.
    let fields: [String]
    /// Where the person goes on when no field was wrong.
    let focus: String

    /// Does what a form asks for, or shows the form again with what was wrong.
    ///
    /// - Parameters:
    ///   - work: does it, and answers.
    ///   - refused: the page with the form, as it was typed.
    /// - Returns: the answer.
    /// - Throws: what `work` throws and no form can do anything about.
    func answer(
        _ work: () async throws -> Response,
        refused: (FormRefusal) async throws -> Response
    ) async throws -> Response {
        let refusal: FormRefusal
        do {
            return try await work()
        } catch {
            guard let known = FormRefusal(error, in: self) else { throw error }
            refusal = known
        }
        return try await refused(refusal)
    }
}
