extension SettingCatalogue {
    /// Where and for whom the server listens.
    enum HTTP {
        static let address = Setting(
            "http.address",
            .listenAddress,
            default: "127.0.0.1",
            "The address to listen on. Every address except loopback needs TLS or a proxy in front.",
            example: "0.0.0.0"
        )
        static let port = Setting(
            "http.port",
            .integer(0...65_535),
            default: 8080,
            "The port to listen on. 0 selects a free one."
        )
        static let behindProxy = Setting(
            "http.behind-proxy",
            .boolean,
            default: false,
            "Whether a proxy in front terminates TLS. Then Tessera serves plain HTTP on any address, and uses "
                + "the forwarded headers of the trusted proxies.",
            example: "true"
        )
        static let trustedProxies = Setting(
            "http.trusted-proxies",
            .list(of: .addressBlock),
            default: [],
            "The proxies whose forwarded header Tessera uses. Needed with http.behind-proxy.",
            example: "127.0.0.1, 10.0.0.0/8"
        )
        static let forwardedHeader = Setting(
            "http.forwarded-header",
            .choice,
            default: ForwardedHeaderName.xForwardedFor,
            "The header in which those proxies name the client. Tessera reads only this one, so that a client "
                + "cannot set the other.",
            example: "forwarded"
        )
        static let allowedOrigins = Setting<[String]?>(
            "http.allowed-origins",
            .list(of: .origin),
            unlessSet: "the issuer's origin",
            "The web pages that may call the API from a browser (CORS) and use cookies (CSRF). Browsers send "
                + "the cookie only from pages of the issuer's own site, such as app.example.com with "
                + "login.example.com; pages of other sites store the tokens themselves.",
            example: "https://app.example.com"
        )
        static let certificate = Setting<String?>(
            "http.tls.certificate",
            .path,
            unlessSet: "no TLS",
            "A PEM file with the server's certificate, followed by the intermediate certificates. Needs "
                + "http.tls.private-key.",
            example: "/etc/tessera/certificate.pem"
        )
        static let privateKey = Setting<String?>(
            "http.tls.private-key",
            .path,
            unlessSet: "no TLS",
            "A PEM file with the certificate's private key.",
            example: "/etc/tessera/private-key.pem"
        )
        static let drainDelay = Setting<Duration?>(
            "http.drain-delay",
            .duration(.zero ... .minutes(5)),
            unlessSet: "5s with PostgreSQL, 0s with SQLite",
            "How long the server keeps serving after it receives the signal to stop, while /health/ready "
                + "reports that it is not ready. Set it longer than the load balancer's checks need to detect that.",
            example: "15s"
        )
        static let metricsPort = Setting(
            "metrics.port",
            .integer(0...65_535),
            default: 0,
            "A separate port for /metrics. 0 serves it on the main port, to this machine only.",
            example: "9090"
        )
        static let metricsAddress = Setting(
            "metrics.address",
            .listenAddress,
            default: "127.0.0.1",
            "The address of that port. It serves plain HTTP without authentication: use a private network.",
            example: "10.0.0.5"
        )

        static let all = [
            address.definition, port.definition, behindProxy.definition, trustedProxies.definition,
            forwardedHeader.definition, allowedOrigins.definition, certificate.definition, privateKey.definition,
            drainDelay.definition, metricsPort.definition, metricsAddress.definition,
        ]
    }
}

/// The values of `http.forwarded-header`.
enum ForwardedHeaderName: String, CaseIterable, Sendable {
    case xForwardedFor = "x-forwarded-for"
    case forwarded
}
