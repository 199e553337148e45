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
        guard let name = FormText.decode(parameter[..<end]), let value = FormText.decode(parameter[end...].dropFirst())
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

/// Text in the encoding of forms (RFC 6749 Appendix B): UTF-8, percent-encoded, with `+` for a space.
enum FormText {
    /// The text that `bytes` encode; nil when they are no such encoding, or not of UTF-8.
    static func decode(_ bytes: some Collection<UInt8>) -> String? {
        // What most parameters are: nothing to decode.
        if bytes.allSatisfy({ (0x21...0x7e).contains($0) && $0 != UInt8(ascii: "%") && $0 != UInt8(ascii: "+") }) {
            return String(decoding: bytes, as: UTF8.self)
        }
        var decoded: [UInt8] = []
        decoded.reserveCapacity(bytes.count)
        var rest = bytes.makeIterator()
        while let byte = rest.next() {
            switch byte {
            case UInt8(ascii: "+"):
                decoded.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                guard let high = rest.next().flatMap(nibble), let low = rest.next().flatMap(nibble) else { return nil }
                decoded.append(high << 4 | low)
            case 0x21...0x7e:
                decoded.append(byte)
            default:
                return nil
            }
        }
        return String(validating: decoded, as: UTF8.self)
    }

    /// The bytes of a path without its percent-encoding; nil when that is broken.
    static func decodePath(_ bytes: some Collection<UInt8>) -> [UInt8]? {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(bytes.count)
        var rest = bytes.makeIterator()
        while let byte = rest.next() {
            guard byte == UInt8(ascii: "%") else {
                decoded.append(byte)
                continue
            }
            guard let high = rest.next().flatMap(nibble), let low = rest.next().flatMap(nibble) else { return nil }
            decoded.append(high << 4 | low)
        }
        return decoded
    }

    /// `text` so that it can stand in a query or a form: all but the unreserved characters of RFC 3986 §2.3 percent-encoded.
    static func encode(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var encoded: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                encoded.append(byte)
            default:
                encoded += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }

    private static func nibble(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        default: nil
        }
    }
}
