import WebValues

/// The origins whose pages may call the server and use its cookie.
struct AllowedOrigins: Sendable {
    private let origins: Set<String>

    /// - Parameters:
    ///   - issuer: the server's own URL, always allowed (by every name of loopback when it is on loopback).
    ///   - others: further origins such as `https://app.example.com`.
    /// - Throws: ``ServerConfigurationError`` naming a text that is no origin.
    init(issuer: String, others: [String]) throws {
        var origins = Set((WebOrigin(url: issuer)?.loopbackNames ?? []).map(\.text))
        for text in others {
            guard let origin = WebOrigin(url: text), origin.text == text else {
                throw ServerConfigurationError(
                    "\(text) is not an origin such as https://app.example.com (no path, no slash at the end)."
                )
            }
            origins.insert(text)
        }
        self.origins = origins
    }

    /// Whether `origin`, as the header gives it, is allowed.
    ///
    /// `null` never is.
    func contains(_ origin: String) -> Bool { origins.contains(origin) }
}
