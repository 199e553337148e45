#if canImport(WebValues)
import WebValues
#endif

/// What a proxy demands of a token beside being good, as its configuration writes it into the query of `/auth/check`.
///
/// `scope`, `role` and `audience` may each stand there several times; every one must be met. Whatever follows `uri=` belongs to it
/// and demands nothing: a proxy that can only append the request's own path and query puts them there, where their sender can ask
/// for nothing.
///
/// Pure: text in, values or a ``BodyError`` out. An unknown name is an error, since a misspelt demand would demand nothing.
struct CheckRequirements: Sendable, Equatable {
    private static let names = ["scope", "role", "audience", "uri"]
    /// The most that are read.
    private static let maximum = 64

    /// The scope tokens that the token must have.
    private(set) var scopes: [String] = []
    /// The roles that its account must have.
    private(set) var roles: [String] = []
    /// The resource servers that it must be for.
    private(set) var audiences: [String] = []

    /// Reads the query of a request.
    ///
    /// - Throws: ``BodyError`` for an unknown name, an empty value, a broken encoding.
    init(query: String?) throws(BodyError) {
        guard let query, !query.isEmpty else { return }
        var count = 0
        for parameter in query.utf8.split(separator: UInt8(ascii: "&")) {
            let end = parameter.firstIndex(of: UInt8(ascii: "=")) ?? parameter.endIndex
            guard let name = PercentCoding.decodeForm(parameter[..<end]) else { throw Self.malformed }
            if name == "uri" { return }
            guard let value = PercentCoding.decodeForm(parameter[end...].dropFirst()) else { throw Self.malformed }
            count += 1
            guard count <= Self.maximum else { throw BodyError("The query has more than \(Self.maximum) parameters.") }
            try add(name, value)
        }
    }

    private mutating func add(_ name: String, _ value: String) throws(BodyError) {
        // One parameter may name several scope tokens, as everywhere (RFC 6749 §3.3).
        let words = name == "scope" ? value.split(separator: " ").map(String.init) : [value]
        switch name {
        case "scope": scopes += words
        case "role": roles += words
        case "audience": audiences += words
        default: throw Self.unknown(name)
        }
        guard words.contains(where: { !$0.isEmpty }) else {
            throw BodyError(field: name, "\(name): is empty, so it would require nothing.")
        }
    }

    private static let malformed = BodyError("The query is not correctly percent-encoded.")

    private static func unknown(_ name: String) -> BodyError {
        let known = names.joined(separator: ", ")
        guard let nearest = NearestName.of(String(name.prefix(40)), among: names) else {
            return BodyError("The query has an unknown parameter. Known parameters: \(known).")
        }
        return BodyError("The query has an unknown parameter. Did you mean \(nearest)?")
    }
}
