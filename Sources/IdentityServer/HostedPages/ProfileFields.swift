/// The fields that a profile has, on every page that asks for them.
enum ProfileFields {
    static func userName(_ value: String) -> PageField {
        var field = PageField(name: "user_name", label: "User name")
        field.autocomplete = "username"
        field.value = value
        field.maximum = 64
        return field
    }

    static func email(_ value: String) -> PageField {
        var field = PageField(name: "email", label: "E-mail address")
        field.type = "email"
        field.autocomplete = "email"
        field.value = value
        field.maximum = 254
        field.isOptional = true
        return field
    }

    static func displayName(_ value: String) -> PageField {
        var field = PageField(name: "display_name", label: "Name to show")
        field.autocomplete = "name"
        field.value = value
        field.maximum = 100
        field.isOptional = true
        return field
    }
}
