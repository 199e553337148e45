import IdentityServer
import WebValues

/// What `tessera serve` prints once it listens.
enum StartText {
    /// Where everything is.
    ///
    /// - Parameters:
    ///   - settings: The effective settings.
    ///   - port: The port that it listens on.
    ///   - setupToken: The one-time token for the first administrator; nil when there is one.
    /// - Returns: Several lines.
    static func text(_ settings: Settings, port: Int, setupToken: String?) -> String {
        let issuer = settings.server.issuer
        var fields = [
            ("Demo page", "\(issuer)/demo"),
            ("API", "\(issuer)/docs (document: \(issuer)/openapi.yaml)"),
            ("Listens on", listener(settings.server, port: port)),
            ("Metrics", metrics(settings.server, port: port)),
            ("Database", settings.storage.database.description),
        ]
        if case .file(let path) = settings.storage.masterSecret {
            fields.append(("Master secret", "\(path) (\(advice(settings.storage.database)))"))
        }
        if let setupToken {
            fields.append(("First administrator", "\(issuer)/setup#setup_token=\(setupToken)"))
            fields.append(("", "(this link works once, within a day)"))
        }
        let indented = TextLayout.fields(fields).split(separator: "\n").map { "  " + $0 }.joined(separator: "\n")
        return "Tessera \(Version.current) serves \(issuer)\n\n\(indented)\n\nCtrl-C ends it."
    }

    private static func advice(_ database: DatabaseLocation) -> String {
        "back it up, separately from the database" + (database.isShared ? "; every node needs the same" : "")
    }

    private static func listener(_ http: IdentityServerConfiguration, port: Int) -> String {
        let kind = http.tls != nil ? "HTTPS" : http.isBehindProxy ? "HTTP, behind a proxy" : "HTTP, this machine only"
        return "\(host(http.address)):\(port) (\(kind))"
    }

    private static func metrics(_ http: IdentityServerConfiguration, port: Int) -> String {
        guard let metricsPort = http.metricsPort else {
            return
                "\(http.tls != nil ? "https" : "http")://\(loopback(http.address)):\(port)/metrics (this machine only)"
        }
        return "http://\(host(http.metricsAddress)):\(metricsPort)/metrics"
    }

    private static func host(_ address: String) -> String {
        address.contains(":") ? "[\(address)]" : address
    }

    private static func loopback(_ address: String) -> String {
        Loopback.contains(address) ? host(address) : "127.0.0.1"
    }
}
