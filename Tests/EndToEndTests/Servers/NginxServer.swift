import Foundation
import NIOHTTP1

/// Debian's nginx with the configuration of the guide, as an ordinary process in a folder of its own.
struct NginxServer: Sendable {
    /// Where Debian installs it.
    static let path = "/usr/sbin/nginx"
    static var isInstalled: Bool { FileManager.default.isExecutableFile(atPath: path) }

    let program: RunningProgram
    let api: API

    /// Starts it in front of an application, waits until it answers, lets `body` use it, and kills it in any case.
    static func with<Result>(
        before application: EchoServer,
        asking server: TesseraServer,
        _ body: (NginxServer) async throws -> Result
    ) async throws -> Result {
        for _ in 0..<10 {
            let port = try FreePort.find()
            let program = try start(in: server.folder, port: port, tessera: server.port, application: application.port)
            let outcome = try await API.with("http://127.0.0.1:\(port)") { api -> Result? in
                let nginx = NginxServer(program: program, api: api)
                do {
                    guard try await nginx.becomesReady() else { return nil }
                    let result = try await body(nginx)
                    try await program.killAndWait()
                    return result
                } catch {
                    try? await program.killAndWait()
                    throw error
                }
            }
            if let outcome { return outcome }
        }
        throw NeverHappened(description: "a free port stayed free until nginx listened on it")
    }

    /// The guide's file with the ports of this test, inside of the little that belongs to the machine.
    private static func start(
        in folder: TemporaryFolder,
        port: Int,
        tessera: Int,
        application: Int
    ) throws -> RunningProgram {
        var guide = try String(
            contentsOf: ProgramFolder.package.appendingPathComponent("Documentation/reverse-proxies/nginx.conf"),
            encoding: .utf8
        )
        for (address, used) in [("127.0.0.1:8000", port), ("127.0.0.1:8080", tessera), ("127.0.0.1:9000", application)]
        {
            guard guide.contains(address) else { throw NeverHappened(description: "the guide names \(address)") }
            guide = guide.replacingOccurrences(of: address, with: "127.0.0.1:\(used)")
        }
        try folder.write(guide, to: "guide.conf")
        let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map { "\($0)_temp_path \($0);" }
        let configuration = try folder.write(
            """
            error_log stderr;
            pid nginx.pid;
            daemon off;
            # One process, which changes to no other user.
            master_process off;
            events {}
            http {
                access_log off;
                \(temporary.joined(separator: "\n    "))
                include \(folder.path("guide.conf"));
            }
            """,
            to: "nginx.conf"
        )
        return try RunningProgram(
            RunningProgram.Launch(
                path: path,
                arguments: ["-p", folder.url.path, "-e", "stderr", "-c", configuration],
                folder: folder
            )
        )
    }

    /// - Returns: False when somebody else took the port first.
    private func becomesReady() async throws -> Bool {
        try await eventually("nginx answered\n\(program.transcript)") { () -> Bool? in
            if let ending = program.ended {
                if program.errors.contains("Address already in use") { return false }
                throw NeverHappened(description: "nginx kept running, but \(ending)\n\(program.transcript)")
            }
            return (try? await api.send(.GET, "/")) == nil ? nil : true
        }
    }
}
