import HTTPTypes

extension HTTPField.Name {
    /// A name that is known to be a token (RFC 9110 §5.1).
    private static func known(_ name: StaticString) -> HTTPField.Name {
        guard let name = HTTPField.Name("\(name)") else { preconditionFailure("\(name) is not a header field name") }
        return name
    }

    static let lastEventID = known("Last-Event-ID")
    static let accelBuffering = known("X-Accel-Buffering")
    static let pragma = known("Pragma")
    static let secFetchSite = known("Sec-Fetch-Site")
    static let requestID = known("X-Request-Id")
    static let xForwardedFor = known("X-Forwarded-For")
    static let xForwardedMethod = known("X-Forwarded-Method")
    static let xForwardedProto = known("X-Forwarded-Proto")
    static let xForwardedHost = known("X-Forwarded-Host")
    static let xForwardedURI = known("X-Forwarded-Uri")
    static let forwarded = known("Forwarded")
    static let tesseraClient = known("Tessera-Client")
    static let tesseraAttempt = known("Tessera-Attempt")
    static let tesseraSubject = known("Tessera-Subject")
    static let tesseraClientID = known("Tessera-Client-Id")
    static let tesseraSession = known("Tessera-Session")
    static let tesseraScope = known("Tessera-Scope")
    static let tesseraRoles = known("Tessera-Roles")
    static let tesseraPermissions = known("Tessera-Permissions")
    static let tesseraTokenExpires = known("Tessera-Token-Expires")
    static let referrerPolicy = known("Referrer-Policy")
    static let frameOptions = known("X-Frame-Options")
    static let crossOriginResourcePolicy = known("Cross-Origin-Resource-Policy")
    static let crossOriginOpenerPolicy = known("Cross-Origin-Opener-Policy")
    static let permissionsPolicy = known("Permissions-Policy")
}
