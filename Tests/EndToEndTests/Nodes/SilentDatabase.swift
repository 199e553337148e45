import Foundation

/// A PostgreSQL behind Debian's HAProxy as a TCP relay, whose process a test can stop: every connection stays open and nothing
/// passes, until it goes on with what was held up.
struct SilentDatabase: Sendable {
    let postgres: PostgresProgram
    private let relay: RunningProgram
    private let port: Int

    static func with<Result: Sendable>(_ body: @Sendable (SilentDatabase) async throws -> Result) async throws -> Result
    {
        try await TemporaryFolder.forPostgres { home in
            let postgres = try await PostgresProgram.make(in: home, port: FreePort.find())
            do {
                let result = try await TemporaryFolder.with { folder in
                    let port = try FreePort.find()
                    let relay = try RunningProgram(launch(in: folder, port: port, to: postgres.port))
                    let database = SilentDatabase(postgres: postgres, relay: relay, port: port)
                    do {
                        let result = try await body(database)
                        try await relay.killAndWait()
                        return result
                    } catch {
                        try? await relay.killAndWait()
                        throw error
                    }
                }
                try await postgres.crash()
                return result
            } catch {
                try? await postgres.crash()
                throw error
            }
        }
    }

    /// What a server is told.
    var url: String { "postgresql://\(PostgresProgram.name)@127.0.0.1:\(port)/\(PostgresProgram.name)" }

    func fallSilent() { relay.signal(SIGSTOP) }

    func goOn() { relay.signal(SIGCONT) }

    private static func launch(in folder: TemporaryFolder, port: Int, to target: Int) throws -> RunningProgram.Launch {
        let configuration = """
            global
                maxconn 400
            defaults
                mode tcp
                timeout connect 5s
                timeout client 1h
                timeout server 1h
            listen database
                bind 127.0.0.1:\(port)
                server postgres 127.0.0.1:\(target)

            """
        let path = try folder.write(configuration, to: "relay.cfg")
        return RunningProgram.Launch(path: BalancerProgram.path, arguments: ["-db", "-f", path], folder: folder)
    }
}
