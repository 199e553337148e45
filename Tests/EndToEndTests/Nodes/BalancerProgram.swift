import Foundation

/// Debian's HAProxy in front of nodes, with the configuration of the guide, as an ordinary process.
struct BalancerProgram: Sendable {
    /// Where Debian installs it.
    static let path = "/usr/sbin/haproxy"
    static var isInstalled: Bool { FileManager.default.isExecutableFile(atPath: path) }

    let program: RunningProgram
    let port: Int

    /// Starts it before nodes on these ports.
    static func start(in folder: TemporaryFolder, port: Int, nodes: [Int]) throws -> BalancerProgram {
        let servers = nodes.enumerated().map { "    server node-\($0 + 1) 127.0.0.1:\($1) check" }
        let configuration = try folder.write(
            """
            global
                maxconn 2000
            defaults
                mode http
                timeout connect 2s
                timeout client 70s
                timeout server 70s
                retries 3
                option redispatch
                # Only what certainly never reached a node is sent to another one.
                retry-on conn-failure
            frontend everybody
                bind 127.0.0.1:\(port)
                option forwardfor
                default_backend nodes
            backend nodes
                balance roundrobin
                option httpchk
                http-check send meth GET uri /health/ready
                http-check expect status 200
                default-server inter 200ms fastinter 100ms downinter 200ms fall 2 rise 1 on-marked-down shutdown-sessions
            \(servers.joined(separator: "\n"))

            """,
            to: "haproxy.cfg"
        )
        let program = try RunningProgram(
            RunningProgram.Launch(path: path, arguments: ["-db", "-f", configuration], folder: folder)
        )
        return BalancerProgram(program: program, port: port)
    }
}
