import WebValues

/// How the values of one kind of setting are read from text and written back.
struct SettingType<Value: Sendable>: Sendable {
    /// The form of a value, to continue the text "expected …".
    let expectation: String
    /// Reads a value; throws a reason when the text is none.
    let decode: @Sendable (String) throws(SettingRefusal) -> Value
    /// Writes a value so that `decode` reads it back.
    let encode: @Sendable (Value) -> String
}

extension SettingType where Value == String {
    /// A file's path, relative to the working directory unless absolute.
    static var path: SettingType<String> {
        SettingType(
            expectation: "a path",
            decode: { text throws(SettingRefusal) in
                guard !text.isEmpty else { throw SettingRefusal(reason: "it is empty") }
                guard !text.contains("\0") else { throw SettingRefusal(reason: "it contains a NUL character") }
                return text
            },
            encode: { $0 }
        )
    }
}

extension SettingType where Value == Bool {
    /// `true` or `false`.
    static var boolean: SettingType<Bool> {
        SettingType(
            expectation: "true or false",
            decode: { text throws(SettingRefusal) in
                switch text {
                case "true": true
                case "false": false
                default: throw SettingRefusal(reason: "it is neither true nor false")
                }
            },
            encode: { $0 ? "true" : "false" }
        )
    }
}

extension SettingType where Value == Int {
    /// A whole number within a range.
    static func integer(_ range: ClosedRange<Int>, unit: String = "") -> SettingType<Int> {
        SettingType(
            expectation: "a whole number from \(range.lowerBound) to \(range.upperBound)"
                + (unit.isEmpty ? "" : " (\(unit))"),
            decode: { text throws(SettingRefusal) in
                guard text.utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }), let value = Int(text)
                else {
                    throw SettingRefusal(reason: "it is not a whole number")
                }
                guard value >= range.lowerBound else { throw SettingRefusal(reason: "it is below \(range.lowerBound)") }
                guard value <= range.upperBound else { throw SettingRefusal(reason: "it is above \(range.upperBound)") }
                return value
            },
            encode: { String($0) }
        )
    }
}

extension SettingType where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
    /// One of a few words: those of a type, or some of them, in this order.
    static func choice(of values: [Value] = Array(Value.allCases)) -> SettingType<Value> {
        let words = values.map(\.rawValue)
        return SettingType(
            expectation: "one of " + words.joined(separator: ", "),
            decode: { text throws(SettingRefusal) in
                guard let value = Value(rawValue: text), words.contains(text) else {
                    let nearest = NearestName.of(text, among: words).map { "; perhaps \($0) was meant" } ?? ""
                    throw SettingRefusal(reason: "it is not one of the choices" + nearest)
                }
                return value
            },
            encode: { $0.rawValue }
        )
    }
}
