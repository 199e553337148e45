import Foundation

/// Debian's HAProxy in front of nodes, with the configuration of the guide, as an ordinary process.
struct BalancerProgram: Sendable {
    /// Where Debian installs it.
    static let path = "/usr/sbin/haproxy"
    static var isInstalled: Bool { FileManager.default.isExecutableFile(atPath: path) }
    /// The guide's file, as it is.
    static let configuration = ProgramFolder.package.appendingPathComponent("Documentation/many-nodes/haproxy.cfg").path

    let program: RunningProgram
    let port: Int

    /// Starts it before nodes on these ports.
    static func start(in folder: TemporaryFolder, port: Int, nodes: [Int]) throws -> BalancerProgram {
        var environment = ["BALANCER": "127.0.0.1:\(port)"]
        for (index, node) in nodes.enumerated() { environment["NODE_\(index + 1)"] = "127.0.0.1:\(node)" }
        let program = try RunningProgram(
            RunningProgram.Launch(
                path: path,
                arguments: ["-db", "-f", configuration],
                environment: environment,
                folder: folder
            )
        )
        return BalancerProgram(program: program, port: port)
    }
}
