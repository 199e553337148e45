/// One field of a form: what is asked for, what was typed, and what was wrong with it.
struct PageField: Sendable {
    /// The name under which it is sent.
    let name: String
    /// What is asked for.
    let label: String
    /// The kind of input.
    var type = "text"
    /// What a password manager shall put in (HTML, autofill).
    var autocomplete = "off"
    /// What was typed before, or holds now; never a password.
    var value = ""
    /// What helps to fill it in.
    var hint: String?
    var isRequired = false
    /// Whether the label says that it may be left empty.
    var isOptional = false
    /// The fewest characters that a browser sends.
    var minimum: Int?
    /// The most characters that a browser sends.
    var maximum: Int?

    /// A field for a password: nothing that was typed is ever sent back.
    static func password(_ name: String, _ label: String, autocomplete: String, hint: String? = nil) -> PageField {
        var field = PageField(name: name, label: label)
        field.type = "password"
        field.autocomplete = autocomplete
        field.hint = hint
        return field
    }

    /// What the template shows.
    ///
    /// Every name is always there, so that none is looked for in what surrounds the field.
    ///
    /// - Parameters:
    ///   - form: the form's name, which makes the field's identifier unique on the page.
    ///   - error: what was wrong with it.
    ///   - takesFocus: whether the page opens with the cursor in it.
    /// - Returns: the names of the template `field`.
    func values(in form: String, error: String?, takesFocus: Bool) -> [String: Any] {
        let id = form + "-" + name
        let descriptions = [error.map { _ in id + "-error" }, hint.map { _ in id + "-hint" }].compactMap(\.self)
        return [
            "id": id, "name": name, "label": label, "type": type, "autocomplete": autocomplete, "value": value,
            "has_value": type != "password", "is_required": isRequired, "is_optional": isOptional,
            "minimum": Self.orAbsent(minimum), "maximum": Self.orAbsent(maximum), "hint": Self.orAbsent(hint),
            "error": Self.orAbsent(error), "takes_focus": takesFocus,
            "described_by": Self.orAbsent(descriptions.isEmpty ? nil : descriptions.joined(separator: " ")),
        ]
    }

    private static func orAbsent(_ value: (some Any)?) -> Any { value ?? false }
}

extension [PageField] {
    /// What the template shows of all fields of a form.
    ///
    /// The first field that was wrong takes the focus.
    ///
    /// - Parameters:
    ///   - form: the form's name.
    ///   - refusal: what was wrong.
    ///   - focus: the field that takes the focus when none was wrong.
    /// - Returns: the names of the template `field`, for each.
    func values(in form: String, refusal: FormRefusal?, focus: String? = nil) -> [[String: Any]] {
        let wrong = first { refusal?.fields[$0.name] != nil }?.name
        return map { field in
            field.values(
                in: form,
                error: refusal?.fields[field.name],
                takesFocus: field.name == (wrong ?? refusal?.focus ?? focus)
            )
        }
    }
}
