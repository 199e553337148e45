import IdentityServer
import WebValues

/// The files of a TLS server, while only one may be known.
struct TLSSettings: Sendable {
    var certificate: String?
    var privateKey: String?

    /// Both files.
    var files: TLSFiles? {
        guard let certificate, let privateKey else { return nil }
        return TLSFiles(certificateChain: certificate, privateKey: privateKey)
    }
}

extension IdentityServerConfiguration {
    /// The port of its own for `/metrics`, where 0 stands for none.
    fileprivate var metricsPortOrZero: Int {
        get { metricsPort ?? 0 }
        set { metricsPort = newValue == 0 ? nil : newValue }
    }
}

extension SettingCatalogue {
    /// Where and for whom the server listens.
    enum HTTP: SettingSection {
        static let title = "HTTP"

        static let settings: [Setting] = [
            Setting(
                "http.address",
                .listenAddress,
                \.server.address,
                "The address to listen on. Every address except loopback needs TLS or a proxy in front.",
                example: "0.0.0.0"
            ),
            Setting("http.port", .integer(0...65_535), \.server.port, "The port to listen on. 0 selects a free one."),
            Setting(
                "http.behind-proxy",
                .boolean,
                \.server.isBehindProxy,
                "Whether a proxy in front terminates TLS. Then Tessera serves plain HTTP on any address, and uses "
                    + "the forwarded headers of the trusted proxies.",
                example: "true",
                aliases: ["behind-proxy"]
            ),
            Setting(
                "http.trusted-proxies",
                .list(of: .addressBlock),
                \.server.trustedProxies,
                "The proxies whose forwarded header Tessera uses. Needed with http.behind-proxy.",
                example: "127.0.0.1, 10.0.0.0/8"
            ),
            Setting(
                "http.forwarded-header",
                .choice(),
                \.server.forwardedHeader,
                "The header in which those proxies name the client. Tessera reads only this one, so that a client "
                    + "cannot set the other.",
                example: "forwarded"
            ),
            Setting(
                "http.allowed-origins",
                .list(of: .origin),
                \.server.allowedOrigins,
                "The web pages that may call the API from a browser (CORS) and use cookies (CSRF). Browsers send "
                    + "the cookie only from pages of the issuer's own site, such as app.example.com with "
                    + "login.example.com; pages of other sites store the tokens themselves.",
                example: "https://app.example.com",
                unlessSet: "the issuer's origin"
            ),
            Setting(
                "http.tls.certificate",
                .path,
                \.tls.certificate,
                "A PEM file with the server's certificate, followed by the intermediate certificates. Needs "
                    + "http.tls.private-key.",
                example: "/etc/tessera/certificate.pem",
                unlessSet: "no TLS"
            ),
            Setting(
                "http.tls.private-key",
                .path,
                \.tls.privateKey,
                "A PEM file with the certificate's private key.",
                example: "/etc/tessera/private-key.pem",
                unlessSet: "no TLS"
            ),
            Setting(
                "http.drain-delay",
                .duration(.zero ... .minutes(5)),
                \.server.drainDelay,
                "How long the server keeps serving after it receives the signal to stop, while /health/ready "
                    + "reports that it is not ready. Set it longer than the load balancer's checks need to detect that.",
                example: "15s",
                unlessSet: "5s with PostgreSQL, 0s with SQLite"
            ),
            Setting(
                "metrics.port",
                .integer(0...65_535),
                \.server.metricsPortOrZero,
                "A separate port for /metrics. 0 serves it on the main port, to this machine only.",
                example: "9090"
            ),
            Setting(
                "metrics.address",
                .listenAddress,
                \.server.metricsAddress,
                "The address of that port. It serves plain HTTP without authentication: use a private network.",
                example: "10.0.0.5"
            ),
        ]

        static func complete(_ settings: inout Settings, _ reader: inout SettingsReader) {
            settings.server.tls = settings.tls.files
            if !reader.isSet("http.drain-delay"), settings.storage.database.isShared {
                settings.server.drainDelay = .seconds(5)
            }
            let (server, tls) = (settings.server, settings.tls)
            if (tls.certificate == nil) != (tls.privateKey == nil) {
                let missing = tls.privateKey == nil ? "http.tls.private-key" : "http.tls.certificate"
                reader.refuse("TLS needs a certificate and its private key: set \(missing) too.")
            }
            if server.tls == nil, !server.isBehindProxy, !Loopback.contains(server.address) {
                reader.refuse(
                    "plain HTTP on \(server.address) would send passwords and tokens unencrypted over the network. Set "
                        + "http.tls.certificate and http.tls.private-key, or http.behind-proxy when a proxy terminates TLS, or keep "
                        + "http.address at 127.0.0.1."
                )
            }
            if server.isBehindProxy, server.trustedProxies.isEmpty {
                reader.refuse(
                    "http.behind-proxy needs the proxy's address, so that only its forwarded headers are used: set "
                        + "http.trusted-proxies, for example to 127.0.0.1."
                )
            }
            if !server.isBehindProxy, !server.trustedProxies.isEmpty {
                reader.refuse(
                    "http.trusted-proxies has no effect without http.behind-proxy: set that, or remove the proxies."
                )
            }
            if let port = server.metricsPort, port == server.port {
                reader.refuse("metrics.port and http.port are both \(port). Set another port for the metrics, or 0.")
            }
        }
    }
}
