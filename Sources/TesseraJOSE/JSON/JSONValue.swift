/// A JSON value (RFC 8259).
///
/// Strings are compared byte by byte, not by Unicode equivalence as `String` does: to JOSE, `"K"` and KELVIN SIGN
/// are different names.
public enum JSONValue: Sendable {
    /// The literal `null`.
    case null
    /// The literals `true` and `false`.
    case bool(Bool)
    /// A whole number that fits 64 bits.
    case integer(Int64)
    /// Any other number.
    case number(Double)
    /// A string.
    case string(String)
    /// An array.
    case array([JSONValue])
    /// An object.
    case object(JSONObject)

    /// Reads a text strictly: UTF-8 without byte order mark, no duplicate members, no lone surrogates, nothing after
    /// the value, bounded size, depth and number of members.
    ///
    /// A number that is whole and fits `Int64` becomes ``integer(_:)``; written with a fraction or exponent, it does
    /// so up to 2⁵³, where a double is exact.
    /// - Parameters:
    ///   - bytes: The text.
    ///   - limits: The bounds to keep.
    /// - Throws: ``JSONError`` naming the rule and the byte.
    public init(parsing bytes: [UInt8], limits: JSONLimits = .standard) throws(JSONError) {
        self = try JSONReader.read(bytes.span, limits: limits)
    }

    /// Reads a text strictly, as ``init(parsing:limits:)-([UInt8],_)`` does.
    /// - Parameters:
    ///   - text: The text.
    ///   - limits: The bounds to keep.
    /// - Throws: ``JSONError`` naming the rule and the byte.
    public init(parsing text: String, limits: JSONLimits = .standard) throws(JSONError) {
        self = try JSONReader.read(Array(text.utf8).span, limits: limits)
    }

    /// Reads borrowed bytes strictly, without a copy.
    /// - Parameters:
    ///   - bytes: The text.
    ///   - limits: The bounds to keep.
    /// - Throws: ``JSONError`` naming the rule and the byte.
    public init(parsing bytes: Span<UInt8>, limits: JSONLimits = .standard) throws(JSONError) {
        self = try JSONReader.read(bytes, limits: limits)
    }

    /// The value as compact UTF-8: members in their order, no white space, and only the escapes that RFC 8259 demands.
    ///
    /// A number that isn't finite has no JSON spelling and is written as `null`.
    /// - Returns: The text.
    public func serialized() -> [UInt8] {
        var writer = JSONWriter()
        writer.write(self)
        return writer.bytes
    }
}

extension JSONValue {
    /// The text of a string, else `nil`.
    public var string: String? { if case .string(let value) = self { value } else { nil } }
    /// A whole number that fits 64 bits, else `nil`.
    public var integer: Int64? { if case .integer(let value) = self { value } else { nil } }
    /// Any number, else `nil`.
    public var number: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value): value
        default: nil
        }
    }
    /// A truth value, else `nil`.
    public var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
    /// The elements of an array, else `nil`.
    public var array: [JSONValue]? { if case .array(let value) = self { value } else { nil } }
    /// The members of an object, else `nil`.
    public var object: JSONObject? { if case .object(let value) = self { value } else { nil } }

    /// The member of that name, or `nil` when this isn't an object or has none.
    /// - Parameter member: The member's name, compared byte by byte.
    public subscript(_ member: String) -> JSONValue? { object?[member] }
}

extension JSONValue: Hashable {
    /// Equal kind and content; strings are compared byte by byte.
    public static func == (left: JSONValue, right: JSONValue) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.bool(let left), .bool(let right)): left == right
        case (.integer(let left), .integer(let right)): left == right
        case (.number(let left), .number(let right)): left == right
        case (.string(let left), .string(let right)): left.isIdentical(to: right)
        case (.array(let left), .array(let right)): left == right
        case (.object(let left), .object(let right)): left == right
        default: false
        }
    }

    /// Hashes kind and content.
    public func hash(into hasher: inout Hasher) {
        switch self {
        case .null: hasher.combine(0)
        case .bool(let value): hasher.combine(value)
        case .integer(let value): hasher.combine(value)
        case .number(let value): hasher.combine(value)
        case .string(let value): hasher.combine(value)
        case .array(let value): hasher.combine(value)
        case .object(let value): hasher.combine(value)
        }
    }
}

extension String {
    /// Whether both have the same bytes.
    ///
    /// `==` follows canonical equivalence, in which other spellings of a name match.
    @inline(__always)
    func isIdentical(to other: String) -> Bool {
        // What `==` finds different isn't the same, and it is faster at that than a look at the bytes.
        utf8.count == other.utf8.count && self == other && hasBytes(of: other)
    }

    private func hasBytes(of other: String) -> Bool {
        let areEqual = unsafe utf8.withContiguousStorageIfAvailable { left in
            unsafe other.utf8.withContiguousStorageIfAvailable { right in unsafe Bytes.areEqual(left, right) }
        }
        return (areEqual ?? nil) ?? utf8.elementsEqual(other.utf8)
    }
}
