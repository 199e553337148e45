import IdentityServer

extension IdentityServerConfiguration {
    /// The server's configuration that the settings say.
    init(_ settings: Settings) {
        let http = settings.http
        self.init(
            address: http.address,
            port: http.port,
            issuer: settings.tokens.issuer,
            tls: http.tls.map { TLSFiles(certificateChain: $0.certificate, privateKey: $0.privateKey) },
            isBehindProxy: http.isBehindProxy,
            trustedProxies: http.trustedProxies,
            forwardedHeader: http.forwardedHeader == .forwarded ? .forwarded : .xForwardedFor,
            allowedOrigins: http.allowedOrigins,
            metricsAddress: http.metricsAddress,
            metricsPort: http.metricsPort,
            drainDelay: http.drainDelay,
            statusStreams: StatusStreamLimits(
                heartbeat: settings.status.heartbeat,
                maximumSubscribers: settings.status.maximumSubscribers,
                maximumSubscribersPerAddress: settings.status.maximumSubscribersPerAddress
            )
        )
    }
}
