/// Where and for whom the server listens.
struct HTTPSettings: Sendable {
    /// The two PEM files of a TLS server.
    struct TLSFiles: Sendable, Equatable {
        let certificate: String
        let privateKey: String
    }

    let address: String
    let port: Int
    let isBehindProxy: Bool
    let trustedProxies: [String]
    let forwardedHeader: ForwardedHeaderName
    /// The origins that may call from a browser.
    private(set) var allowedOrigins: [String] = []
    let tls: TLSFiles?
    /// How long the server still accepts requests after the signal to stop.
    let drainDelay: Duration
    /// `nil`: on the main port, for this machine only.
    let metricsPort: Int?
    let metricsAddress: String

    /// - Parameters:
    ///   - reader: What the settings are read from.
    ///   - isOneOfMany: Whether other nodes may take over the requests of this one.
    init(_ reader: inout SettingsReader, isOneOfMany: Bool) {
        typealias Table = SettingCatalogue.HTTP
        address = reader.value(of: Table.address)
        port = reader.value(of: Table.port)
        isBehindProxy = reader.value(of: Table.behindProxy)
        trustedProxies = reader.value(of: Table.trustedProxies)
        forwardedHeader = reader.value(of: Table.forwardedHeader)
        let certificate = reader.value(of: Table.certificate)
        let privateKey = reader.value(of: Table.privateKey)
        drainDelay = reader.value(of: Table.drainDelay, unlessSet: isOneOfMany ? .seconds(5) : .zero)
        let metrics = reader.value(of: Table.metricsPort)
        metricsPort = metrics == 0 ? nil : metrics
        metricsAddress = reader.value(of: Table.metricsAddress)
        tls =
            if let certificate, let privateKey {
                TLSFiles(certificate: certificate, privateKey: privateKey)
            } else {
                nil
            }
        refuseWhatDoesNotGoTogether(&reader, hasCertificate: certificate != nil, hasPrivateKey: privateKey != nil)
    }

    /// Reads what depends on the issuer: its own origin is the default of the allowed ones.
    mutating func readAllowedOrigins(_ reader: inout SettingsReader, issuer: String) {
        let own = (try? WebAddress.parse(issuer)).map { [$0.origin] } ?? []
        allowedOrigins = reader.value(of: SettingCatalogue.HTTP.allowedOrigins, unlessSet: own)
    }

    private func refuseWhatDoesNotGoTogether(
        _ reader: inout SettingsReader,
        hasCertificate: Bool,
        hasPrivateKey: Bool
    ) {
        if hasCertificate != hasPrivateKey {
            let missing = hasCertificate ? "http.tls.private-key" : "http.tls.certificate"
            reader.refuse("TLS needs a certificate and its private key: set \(missing) too.")
        }
        if tls == nil, !isBehindProxy, !LoopbackHost.isLoopback(address) {
            reader.refuse(
                "plain HTTP on \(address) would send passwords and tokens unencrypted over the network. Set http.tls.certificate "
                    + "and http.tls.private-key, or http.behind-proxy when a proxy terminates TLS, or keep http.address at 127.0.0.1."
            )
        }
        if isBehindProxy, trustedProxies.isEmpty {
            reader.refuse(
                "http.behind-proxy needs the proxy's address, so that only its forwarded headers are used: set "
                    + "http.trusted-proxies, for example to 127.0.0.1."
            )
        }
        if !isBehindProxy, !trustedProxies.isEmpty {
            reader.refuse(
                "http.trusted-proxies has no effect without http.behind-proxy: set that, or remove the proxies."
            )
        }
        if let metricsPort, metricsPort == port {
            reader.refuse("metrics.port and http.port are both \(port). Set another port for the metrics, or 0.")
        }
    }
}
