import WebValues

/// Where and how the server listens, and whom it trusts.
public struct IdentityServerConfiguration: Sendable {
    /// The address to listen on, such as `127.0.0.1` or `0.0.0.0`.
    public var address: String
    /// The port to listen on; 0 selects a free one.
    public var port: Int
    /// The public base URL, such as `https://id.example.com`: the issuer of tokens, without a slash at the end.
    public var issuer: String
    /// The certificate and its key; nil for plain HTTP.
    public var tls: TLSFiles?
    /// Whether a proxy terminates TLS.
    ///
    /// Without it plain HTTP is served on loopback only.
    public var isBehindProxy: Bool
    /// The proxies whose forwarded header is believed: addresses (`10.0.0.7`) or networks (`10.0.0.0/24`).
    public var trustedProxies: [String]
    /// The header that those proxies set.
    ///
    /// Only this one is read, so that a client cannot slip in the other.
    public var forwardedHeader: ForwardedHeader
    /// The origins (`https://app.example.com`) whose pages may call the server and use its cookie.
    ///
    /// The issuer's own is always allowed.
    public var allowedOrigins: [String]
    /// The address for `/metrics` when it has a port of its own.
    public var metricsAddress: String
    /// The port of its own for `/metrics`; nil serves it on the main port, to peers on loopback only.
    public var metricsPort: Int?
    /// For how long the server still takes requests after it has been told to stop, and says at `/health/ready` that it is not ready.
    ///
    /// A balancer in front needs that time to see it and to send nothing more. Zero where nobody looks.
    public var drainDelay: Duration
    /// What a client may send and how long it may take.
    public var limits: ServerLimits
    /// How many verifiers may listen to status events.
    public var statusStreams: StatusStreamLimits

    /// A configuration; each parameter but the issuer has a default that suits a developer's machine.
    public init(
        address: String = "127.0.0.1",
        port: Int = 8080,
        issuer: String,
        tls: TLSFiles? = nil,
        isBehindProxy: Bool = false,
        trustedProxies: [String] = [],
        forwardedHeader: ForwardedHeader = .xForwardedFor,
        allowedOrigins: [String] = [],
        metricsAddress: String = "127.0.0.1",
        metricsPort: Int? = nil,
        drainDelay: Duration = .zero,
        limits: ServerLimits = .standard,
        statusStreams: StatusStreamLimits = StatusStreamLimits()
    ) {
        self.address = address
        self.port = port
        self.issuer = issuer
        self.tls = tls
        self.isBehindProxy = isBehindProxy
        self.trustedProxies = trustedProxies
        self.forwardedHeader = forwardedHeader
        self.allowedOrigins = allowedOrigins
        self.metricsAddress = metricsAddress
        self.metricsPort = metricsPort
        self.drainDelay = drainDelay
        self.limits = limits
        self.statusStreams = statusStreams
    }
}

/// A header in which a proxy names the client.
public enum ForwardedHeader: String, Sendable, Hashable, CaseIterable {
    /// `X-Forwarded-For`, which nearly every proxy sets.
    case xForwardedFor = "x-forwarded-for"
    /// `Forwarded` (RFC 7239).
    case forwarded
}

extension IdentityServerConfiguration {
    /// Whether browsers reach the server by HTTPS, ours or a proxy's.
    var isSecure: Bool { tls != nil || isBehindProxy && issuer.hasPrefix("https://") }

    /// Refuses what would be unsafe.
    ///
    /// - Throws: ``ServerConfigurationError`` for plain HTTP beyond loopback, and for a proxy that nobody names.
    func validate() throws {
        guard let origin = WebOrigin(url: issuer), !issuer.hasSuffix("/") else {
            throw ServerConfigurationError(
                "The issuer \(issuer) must be a URL such as https://id.example.com, without a slash at the end."
            )
        }
        if tls == nil, !isBehindProxy {
            guard Loopback.contains(address) else {
                throw ServerConfigurationError(
                    "Plain HTTP is served on loopback only, and \(address) is not loopback. Set a certificate "
                        + "and its key, or set --behind-proxy and name the proxy if one terminates TLS."
                )
            }
        }
        if isBehindProxy, trustedProxies.isEmpty {
            throw ServerConfigurationError(
                "--behind-proxy needs the address of the proxy whose forwarded header is to be used."
            )
        }
        if tls != nil, origin.scheme != "https" {
            throw ServerConfigurationError(
                "With a certificate the issuer must begin with https://, and it is \(issuer)."
            )
        }
    }
}
