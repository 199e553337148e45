import HTTPTypes
import WebValues

/// The header fields that tell a browser what it must not do with an answer.
///
/// They stand on every answer.
struct SecurityHeaders: Sendable {
    /// For answers that are data: nothing in them may run, load or be framed.
    private static let dataPolicy = "default-src 'none'; frame-ancestors 'none'"
    /// For our pages: scripts, styles and pictures from this server only, nothing inline, no text turned into HTML.
    static let pagePolicy = pagePolicy(connectingTo: [])

    /// The same for a page whose scripts may also call `origins`, and nothing else beside this server.
    static func pagePolicy(connectingTo origins: [WebOrigin]) -> String {
        let sources = (["'self'"] + origins.map(\.text)).joined(separator: " ")
        return """
            default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src \(sources); \
            form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'
            """
    }

    /// For the token workbench: as the others, but it may fetch keys and status lists from other servers, may send no form
    /// anywhere, and may make no exception for turning text into HTML.
    static let workbenchPolicy = """
        default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
        connect-src 'self' https: http://localhost:* http://127.0.0.1:*; form-action 'none'; base-uri 'none'; \
        frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'
        """

    /// For the hosted pages: a style and pictures from this server, forms to this server, and no script at all.
    static let hostedPolicy = """
        default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; \
        require-trusted-types-for 'script'; trusted-types 'none'
        """

    private let fields: [HTTPField]

    /// - Parameter isSecure: whether browsers come by HTTPS; then they are told to stay with it for two years.
    init(isSecure: Bool) {
        var fields = [
            HTTPField(name: .contentSecurityPolicy, value: Self.dataPolicy),
            HTTPField(name: .xContentTypeOptions, value: "nosniff"),
            HTTPField(name: .referrerPolicy, value: "no-referrer"),
            HTTPField(name: .frameOptions, value: "DENY"),
            HTTPField(name: .crossOriginOpenerPolicy, value: "same-origin"),
            HTTPField(name: .crossOriginResourcePolicy, value: "same-origin"),
        ]
        if isSecure {
            fields.append(HTTPField(name: .strictTransportSecurity, value: "max-age=63072000; includeSubDomains"))
        }
        self.fields = fields
    }

    /// Adds those fields that the answer does not have yet.
    func add(to headers: inout HTTPFields) {
        headers.reserveCapacity(headers.count + fields.count + 2)
        for field in fields where !headers.contains(field.name) { headers.append(field) }
        // What does not say otherwise is stored by nobody: most answers hold tokens or personal data.
        if !headers.contains(.cacheControl) { headers[.cacheControl] = "no-store" }
    }
}
