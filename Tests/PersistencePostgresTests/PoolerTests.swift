import Foundation
import NIOCore
import NIOPosix
import Persistence
import PersistencePostgres
import TestSupport
import Testing

@Suite(
    .enabled(if: PostgresForTests.isThere, Comment(rawValue: PostgresForTests.isAbsent)),
    .enabled(if: PgBouncer.isInstalled, "no PgBouncer: Scripts/setup.sh --tests installs it")
)
struct `A pooler in front of PostgreSQL` {
    @Test(arguments: ["transaction", "statement"])
    func `is refused with what to do when it shares connections between transactions`(mode: String) async throws {
        try await PgBouncer.with(mode: mode) { address in
            let error = await #expect(throws: PersistenceError.self) { _ = try await PostgresDatabase(address) }
            #expect(error?.code == .cannotOpen)
            #expect(error?.message.contains("pool_mode = session") == true, "\(error?.message ?? "")")
        }
    }

    @Test func `is used when each connection has a server process to itself`() async throws {
        try await PgBouncer.with(mode: "session") { address in
            let database = try await PostgresDatabase(address)
            await withThrowingTaskGroup(of: Int64?.self) { group in
                for n in 1...20 {
                    group.addTask {
                        try await database.read { try $0.row("SELECT CAST(\(Int64(n)) AS BIGINT) AS n")?.integer("n") }
                    }
                }
                var found: Set<Int64?> = []
                while let next = await group.nextResult() { found.insert(try? next.get()) }
                #expect(found == Set((1...20).map { Int64($0) }))
            }
            try await database.close()
        }
    }
}

/// Debian's PgBouncer on a free port, in front of the PostgreSQL of the tests.
enum PgBouncer {
    private static let path = "/usr/sbin/pgbouncer"
    static var isInstalled: Bool { FileManager.default.isExecutableFile(atPath: path) }

    static func with(mode: String, _ body: (PostgresAddress) async throws -> Void) async throws {
        guard let url = PostgresForTests.url, let server = URLComponents(string: url), let serverPort = server.port
        else {
            return
        }
        let folder = FileManager.default.temporaryDirectory.appending(path: "pgbouncer-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let port = try await freePort()
        let configuration = """
            [databases]
            * = host=127.0.0.1 port=\(serverPort)
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = \(port)
            unix_socket_dir =
            auth_type = any
            pool_mode = \(mode)
            ignore_startup_parameters = extra_float_digits,options
            """
        // With any name accepted, the server has to be told whom PgBouncer is.
        let text = configuration.replacing(
            "port=\(serverPort)",
            with: "port=\(serverPort) user=\(server.user ?? "tessera")"
        )
        try Data(text.utf8).write(to: folder.appending(path: "pgbouncer.ini"))
        // It refuses to run as root.
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path)
        let process = Process()
        process.executableURL = URL(filePath: path)
        process.arguments = (geteuid() == 0 ? ["-u", "postgres"] : []) + ["-q", folder.path + "/pgbouncer.ini"]
        process.standardError = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        defer {
            // SIGTERM lets newer versions wait for their clients.
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
        }
        try await answers(on: port)
        try await body(PostgresAddress("postgresql://\(server.user ?? "tessera")@127.0.0.1:\(port)\(server.path)"))
    }

    private static func freePort() async throws -> Int {
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .bind(host: "127.0.0.1", port: 0).get()
        defer { channel.close(promise: nil) }
        return channel.localAddress?.port ?? 0
    }

    private static func answers(on port: Int) async throws {
        let limit = ContinuousClock.now + .seconds(20)
        while true {
            do {
                let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                    .connect(host: "127.0.0.1", port: port).get()
                try await channel.close()
                return
            } catch {
                guard ContinuousClock.now < limit else { throw error }
                await Task.yield()
            }
        }
    }
}
