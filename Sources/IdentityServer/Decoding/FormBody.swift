#if canImport(WebValues)
import WebValues
#endif

/// The parameters of a body `application/x-www-form-urlencoded`, as OAuth 2 has them (RFC 6749 §3.2, Appendix B).
///
/// Pure: bytes in, values or a ``BodyError`` out, so that it can be fuzzed. Strict where a second reading would be possible: a
/// parameter that stands twice, a broken percent-encoding and a byte that must have been encoded are errors. A parameter without a
/// value counts as left out, and one that nobody knows is ignored, as RFC 6749 §3.2 demands.
struct FormBody: Sendable {
    /// The most parameters that are read.
    static let maximumParameters = 64

    // Few, so that looking through them all is faster than a dictionary.
    private var parameters: [(name: String, value: String)] = []

    /// Reads `bytes`.
    ///
    /// - Throws: ``BodyError`` that says what is wrong.
    init(_ bytes: [UInt8]) throws(BodyError) {
        var start = bytes.startIndex
        while start < bytes.endIndex {
            let end = bytes[start...].firstIndex(of: UInt8(ascii: "&")) ?? bytes.endIndex
            if end > start { try add(bytes[start..<end]) }
            start = end + 1
        }
    }

    private mutating func add(_ parameter: ArraySlice<UInt8>) throws(BodyError) {
        guard parameters.count < Self.maximumParameters else {
            throw BodyError("The body has more than \(Self.maximumParameters) parameters.")
        }
        let end = parameter.firstIndex(of: UInt8(ascii: "=")) ?? parameter.endIndex
        guard let name = PercentCoding.decodeForm(parameter[..<end]),
            let value = PercentCoding.decodeForm(parameter[end...].dropFirst())
        else { throw BodyError("The body is not encoded as application/x-www-form-urlencoded.") }
        guard !parameters.contains(where: { $0.name == name }) else {
            throw BodyError("The body has a parameter more than once.")
        }
        parameters.append((name, value))
    }

    /// A parameter that may be left out; nil when it is, or has no value.
    func optional(_ name: String) -> String? {
        guard let value = parameters.first(where: { $0.name == name })?.value, !value.isEmpty else { return nil }
        return value
    }

    /// A parameter as it was given; nil when it was left out, and empty when its field was.
    ///
    /// For the forms of pages, in which an empty field says something.
    func given(_ name: String) -> String? { parameters.first { $0.name == name }?.value }

    /// A parameter that must be there.
    func required(_ name: String) throws(BodyError) -> String {
        guard let value = optional(name) else { throw BodyError(field: name, "\(name): is missing.") }
        return value
    }
}
