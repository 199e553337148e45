#if canImport(TesseraJOSE)
import TesseraJOSE
import WebValues
#endif

/// A JSON object from a request, whose members are taken by name and type.
///
/// Pure: bytes in, values or a ``BodyError`` out, so that it can be fuzzed. Strict: JSON as RFC 8259 has it without duplicate
/// members, and **no member that the endpoint does not know** — a misspelt `passwrod` is an error that names `password`, not a
/// missing value somewhere later.
struct JSONBody: Sendable {
    private let object: JSONObject

    /// Reads `bytes`.
    ///
    /// - Parameters:
    ///   - bytes: the body.
    ///   - members: the names of the members that the endpoint knows.
    /// - Throws: ``BodyError`` when the bytes are no JSON object or hold an unknown member.
    init(_ bytes: [UInt8], members: [String]) throws(BodyError) {
        let value: JSONValue
        do {
            value = try JSONValue(parsing: bytes)
        } catch {
            throw BodyError("The body is not valid JSON: \(error)")
        }
        guard let object = value.object else { throw BodyError("The body must be a JSON object.") }
        for name in object.names where !members.contains(name) {
            throw Self.unknown(name, members: members)
        }
        self.object = object
    }

    /// A text that must be there.
    func string(_ name: String) throws(BodyError) -> String {
        guard let value = try optionalString(name) else {
            throw BodyError(field: name, "\(name): is missing, expected a string.")
        }
        return value
    }

    /// A text that may be missing.
    func optionalString(_ name: String) throws(BodyError) -> String? {
        guard let value = object[name] else { return nil }
        guard let text = value.string else { throw BodyError(field: name, "\(name): expected a string.") }
        return text
    }

    /// A text that may be missing (leave it as it is) or null (remove it), as a merge patch has it (RFC 7396 §2).
    func patch(_ name: String) throws(BodyError) -> MemberPatch {
        guard let value = object[name] else { return .absent }
        if value == .null { return .null }
        guard let text = value.string else { throw BodyError(field: name, "\(name): expected a string or null.") }
        return .value(text)
    }

    /// A list of texts that must be there.
    func strings(_ name: String) throws(BodyError) -> [String] {
        guard let value = object[name] else {
            throw BodyError(field: name, "\(name): is missing, expected an array of strings.")
        }
        guard let array = value.array else { throw BodyError(field: name, "\(name): expected an array of strings.") }
        var result: [String] = []
        for (index, element) in array.enumerated() {
            guard let text = element.string else {
                throw BodyError(field: name, "\(name)[\(index)]: expected a string.")
            }
            result.append(text)
        }
        return result
    }

    private static func unknown(_ name: String, members: [String]) -> BodyError {
        // A name is the client's text: shown only when it is short and plain.
        let isPlain = name.utf8.count <= 40 && name.utf8.allSatisfy { (0x21...0x7e).contains($0) }
        guard isPlain else {
            return BodyError("The body has an unknown member. Known members: \(list(members)).")
        }
        if let nearest = NearestName.of(name, among: members) {
            return BodyError(field: name, "\(name): is unknown. Did you mean \(nearest)?")
        }
        return BodyError(field: name, "\(name): is unknown. Known members: \(list(members)).")
    }

    private static func list(_ members: [String]) -> String {
        members.isEmpty ? "none" : members.joined(separator: ", ")
    }
}

/// What a merge patch says about one member (RFC 7396 §2).
enum MemberPatch: Sendable, Equatable {
    /// Not named: leave it.
    case absent
    /// Null: remove it.
    case null
    /// Set it to this.
    case value(String)
}
