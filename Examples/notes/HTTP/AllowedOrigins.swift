/// The origins whose pages may call this API: a list, compared exactly.
///
/// There is no wildcard.
struct AllowedOrigins: Sendable {
    private let origins: Set<String>

    init(_ origins: [String]) {
        self.origins = Set(origins)
    }

    func contains(_ origin: String) -> Bool { origins.contains(origin) }

    /// What is wrong with an origin as an option gives it (RFC 6454 §6.2): scheme, host and port, nothing else.
    static func problem(with origin: String) -> String? {
        guard let scheme = ["https://", "http://"].first(where: origin.hasPrefix) else {
            return "An origin begins with https:// or http://."
        }
        let authority = origin.dropFirst(scheme.count)
        guard !authority.isEmpty, !authority.contains(where: { "/?#@* ,".contains($0) }) else {
            return "An origin is scheme, host and port only, without path and wildcard."
        }
        guard origin == origin.lowercased() else { return "Browsers send origins in lower case." }
        return nil
    }
}
