import Foundation

/// A PostgreSQL server of a test's own: a process on a loopback port, with its data in a folder that goes with the test.
struct PostgresProgram: Sendable {
    /// Where Debian installs the newest version's programs; nil when there are none.
    static let programs: URL? = {
        let root = URL(fileURLWithPath: "/usr/lib/postgresql")
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: root.path)) ?? []
        return
            versions
            .sorted { $0.compare($1, options: .numeric) == .orderedAscending }
            .map { root.appendingPathComponent($0).appendingPathComponent("bin") }
            .last { FileManager.default.isExecutableFile(atPath: $0.appendingPathComponent("initdb").path) }
    }()
    static var isInstalled: Bool { programs != nil }

    /// The name of the database and of its owner.
    static let name = "tessera"

    let folder: TemporaryFolder
    /// Where its files are, below ``folder``.
    let data: String
    let port: Int
    let program: RunningProgram

    /// Makes a cluster and starts it.
    ///
    /// - Parameters:
    ///   - folder: A folder that PostgreSQL's user owns.
    ///   - port: The port that it listens on.
    static func make(in folder: TemporaryFolder, port: Int) async throws -> PostgresProgram {
        let data = folder.path("primary")
        try await run(
            "initdb",
            ["--pgdata", data, "--username", name, "--auth", "trust", "--encoding", "UTF8", "--locale", "C"],
            folder
        )
        let server = try await start(in: folder, data: data, port: port)
        try await server.execute("CREATE DATABASE \(name)", in: "postgres")
        return server
    }

    /// Makes a copy that follows this server, and has this server wait for it at every commit.
    ///
    /// Without the waiting, a commit that was answered could be missing on the copy when this server dies.
    func makeStandby(port: Int) async throws -> PostgresProgram {
        let data = folder.path("standby")
        let source = "host=127.0.0.1 port=\(self.port) user=\(Self.name) application_name=standby"
        try await Self.run("pg_basebackup", ["--dbname", source, "--pgdata", data, "--checkpoint", "fast"], folder)
        try folder.write("", to: "standby/standby.signal", ownedByServer: true)
        let standby = try await Self.start(
            in: folder,
            data: data,
            port: port,
            settings: ["primary_conninfo=\(source)", "wal_retrieve_retry_interval=200ms"]
        )
        try await execute("ALTER SYSTEM SET synchronous_standby_names = 'standby'", in: "postgres")
        try await execute("SELECT pg_reload_conf()", in: "postgres")
        return standby
    }

    /// Starts the server of existing files.
    static func start(
        in folder: TemporaryFolder,
        data: String,
        port: Int,
        settings: [String] = []
    ) async throws -> PostgresProgram {
        let all = [
            "listen_addresses=127.0.0.1", "port=\(port)", "unix_socket_directories=", "max_connections=60",
            "shared_buffers=32MB",
        ]
        let flags = ["-D", data] + (all + settings).flatMap { ["-c", $0] }
        let program = try RunningProgram(try launch("postgres", flags, folder))
        let server = PostgresProgram(folder: folder, data: data, port: port, program: program)
        try await eventually("PostgreSQL was ready\n\(program.transcript)") {
            if let ending = program.ended {
                throw NeverHappened(description: "PostgreSQL kept running, but \(ending)\n\(program.transcript)")
            }
            return try await server.isReady()
        }
        return server
    }

    /// Starts it again on the same files.
    func restarted() async throws -> PostgresProgram {
        try await Self.start(in: folder, data: data, port: port)
    }

    /// Ends it without a word to anybody, as a crash would.
    func crash() async throws {
        // SIGQUIT and not SIGKILL: the children of a killed postmaster would keep the files for a while.
        program.signal(SIGQUIT)
        _ = try await program.end()
    }

    /// Makes a copy the primary.
    func promote() async throws {
        try await Self.run("pg_ctl", ["promote", "--pgdata", data, "--wait"], folder)
    }

    /// Runs a statement by `psql`.
    /// - Returns: What it printed.
    @discardableResult
    func execute(_ statement: String, in database: String = name) async throws -> String {
        let flags = ["--host", "127.0.0.1", "--port", "\(port)", "--username", Self.name, "--no-psqlrc"]
        return try await Self.run(
            "psql",
            flags + ["--tuples-only", "--no-align", "--set", "ON_ERROR_STOP=1", "--command", statement, database],
            folder
        )
    }

    private func isReady() async throws -> Bool {
        let flags = ["--host", "127.0.0.1", "--port", "\(port)", "--dbname", "postgres", "--quiet"]
        let program = try RunningProgram(try Self.launch("pg_isready", flags, folder))
        return try await program.end() == .exited(0)
    }

    @discardableResult
    private static func run(_ name: String, _ arguments: [String], _ folder: TemporaryFolder) async throws -> String {
        let program = try RunningProgram(try launch(name, arguments, folder))
        guard try await program.end() == .exited(0) else {
            throw NeverHappened(description: "\(name) succeeded\n\(program.transcript)")
        }
        return program.output.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// PostgreSQL refuses to run as root, so there it runs as its own user.
    private static func launch(
        _ name: String,
        _ arguments: [String],
        _ folder: TemporaryFolder
    ) throws -> RunningProgram.Launch {
        guard let path = programs?.appendingPathComponent(name).path else {
            throw NeverHappened(description: "PostgreSQL is installed")
        }
        guard geteuid() == 0 else {
            return RunningProgram.Launch(path: path, arguments: arguments, folder: folder)
        }
        let user = ["--reuid", TemporaryFolder.serverUser, "--regid", TemporaryFolder.serverUser, "--init-groups"]
        return RunningProgram.Launch(
            path: "/usr/bin/setpriv",
            arguments: user + ["--", path] + arguments,
            folder: folder
        )
    }
}

extension TemporaryFolder {
    /// Who PostgreSQL runs as where the tests run as root.
    fileprivate static let serverUser = "postgres"

    /// A folder as ``with(_:)`` makes one, which belongs to the user that PostgreSQL runs as.
    static func forPostgres<Result>(_ body: (TemporaryFolder) async throws -> Result) async throws -> Result {
        try await with { folder in
            try folder.giveToServer(folder.url.path)
            return try await body(folder)
        }
    }

    fileprivate func write(_ text: String, to name: String, ownedByServer: Bool) throws {
        let path = try write(text, to: name)
        if ownedByServer { try giveToServer(path) }
    }

    private func giveToServer(_ path: String) throws {
        guard geteuid() == 0 else { return }
        try FileManager.default.setAttributes(
            [.ownerAccountName: Self.serverUser, .groupOwnerAccountName: Self.serverUser],
            ofItemAtPath: path
        )
    }
}
