import CLibPQ
import Foundation
public import Persistence

/// Where a PostgreSQL is, whom one is there and how one gets there: a connection URI as libpq has it.
///
/// ```
/// postgresql://tessera@db-1.example.com,db-2.example.com/tessera?sslrootcert=/etc/tessera/ca.pem
/// ```
/// Several hosts are tried in turn until one takes writes, so a failover needs no change here.
public struct PostgresAddress: Sendable, Hashable {
    /// What the URI says, by libpq's keyword, without what it leaves open.
    let parameters: [String: String]

    /// Reads a URI.
    ///
    /// - Parameter url: `postgresql://` or `postgres://`, then user, hosts with ports, database, and libpq's parameters.
    /// - Throws: ``/Persistence/PersistenceError/Code/invalidValue`` for anything else. The message never holds the URI,
    ///   in which a password may stand.
    public init(_ url: String) throws(PersistenceError) {
        guard Self.schemes.contains(where: { url.hasPrefix($0) }), !url.utf8.contains(0) else {
            throw PersistenceError(
                .invalidValue,
                message: "a PostgreSQL address begins with postgresql://, as postgresql://user@host:5432/database"
            )
        }
        guard let options = unsafe PQconninfoParse(url, nil) else {
            throw PersistenceError(
                .invalidValue,
                message: """
                    the PostgreSQL address cannot be read. It is postgresql://user@host:port/database?parameter=value with libpq's \
                    parameters; write other characters than letters, digits, '-', '.', '_' and '~' as %XX
                    """
            )
        }
        defer { unsafe PQconninfoFree(options) }
        var parameters: [String: String] = [:]
        var option = unsafe options
        while let keyword = unsafe option.pointee.keyword {
            if let value = unsafe option.pointee.val {
                unsafe parameters[String(cString: keyword)] = String(cString: value)
            }
            unsafe option += 1
        }
        self.parameters = parameters
    }

    /// Whether a password stands in the URI itself, where whoever sees the URI sees it.
    public var hasPassword: Bool {
        parameters["password"] != nil || parameters["sslpassword"] != nil
    }

    /// Whether every host is this machine.
    var isLocal: Bool {
        let hosts = (parameters["host"] ?? parameters["hostaddr"] ?? "").split(separator: ",")
        return hosts.allSatisfy { host in
            // Paths are sockets of this machine; `@` begins an abstract one.
            host.hasPrefix("/") || host.hasPrefix("@") || host == "localhost" || host == "::1"
                || host.hasPrefix("127.")
        }
    }

    private static let schemes = ["postgresql://", "postgres://"]
}

extension PostgresAddress: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// User, hosts, ports and database; never a password, and no further parameter.
    public var description: String {
        let hosts = Self.list(parameters["host"] ?? parameters["hostaddr"])
        let ports = Self.list(parameters["port"])
        let places = hosts.enumerated().map { index, host in
            let port = ports.count == 1 ? ports[0] : index < ports.count ? ports[index] : ""
            return (host.contains(":") ? "[\(host)]" : host) + (port.isEmpty ? "" : ":\(port)")
        }
        let user = parameters["user"].map { "\($0)@" } ?? ""
        return "postgresql://\(user)\(places.joined(separator: ","))/\(parameters["dbname"] ?? "")"
    }

    /// As ``description``.
    public var debugDescription: String { description }

    /// Nothing of the inside, where a password may stand.
    public var customMirror: Mirror { Mirror(self, children: []) }

    private static func list(_ text: String?) -> [String] {
        (text ?? "").split(separator: ",", omittingEmptySubsequences: false).map { String($0) }
    }
}

extension PostgresAddress {
    /// What libpq is told: the URI, and where it is silent what the house wants.
    ///
    /// - Parameters:
    ///   - environment: The process's environment, whose settings for libpq count where the URI is silent.
    ///   - libraryVersion: Of libpq, as `PQlibVersion` gives it.
    /// - Returns: Values by keyword.
    func connectionParameters(environment: [String: String], libraryVersion: Int) -> [String: String] {
        var all = [
            "application_name": "tessera",
            "connect_timeout": "5",
            // A peer that is gone without a word is noticed while nothing is sent, and while something is.
            "keepalives_idle": "30", "keepalives_interval": "10", "keepalives_count": "3",
            "tcp_user_timeout": "10000",
            // Of several hosts only the one that takes writes is of use; after a failover that is another one.
            "target_session_attrs": "read-write",
        ]
        if environment["PGAPPNAME"] != nil { all["application_name"] = nil }
        if environment["PGCONNECT_TIMEOUT"] != nil { all["connect_timeout"] = nil }
        if environment["PGTARGETSESSIONATTRS"] != nil { all["target_session_attrs"] = nil }
        if !isLocal {
            if environment["PGSSLMODE"] == nil { all["sslmode"] = "verify-full" }
            if environment["PGSSLROOTCERT"] == nil, let roots = Self.trustedRoots(libraryVersion, environment) {
                all["sslrootcert"] = roots
            }
        }
        all.merge(parameters) { _, given in given }
        all["client_encoding"] = "UTF8"
        return all
    }

    /// The certificates that the machine trusts; nil where libpq's own file for this user is there.
    private static func trustedRoots(_ libraryVersion: Int, _ environment: [String: String]) -> String? {
        let files = FileManager.default
        if let home = environment["HOME"], files.fileExists(atPath: home + "/.postgresql/root.crt") { return nil }
        if libraryVersion >= 160_000 { return "system" }
        // Older ones know only a file: Debian's, and Red Hat's.
        let bundles = ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt"]
        return bundles.first { files.fileExists(atPath: $0) }
    }
}
