import NIOCore
import TestSupport

/// A PostgreSQL and its standby, each behind a link that a test can break.
actor TwoDatabases {
    private var primary: PostgresProgram
    private let standby: PostgresProgram
    let primaryLink: FaultyLink
    let standbyLink: FaultyLink

    /// Makes both, lets `body` use them, and ends them in any case.
    static func with<Result: Sendable>(_ body: @Sendable (TwoDatabases) async throws -> Result) async throws -> Result {
        try await TemporaryFolder.forPostgres { folder in
            let primary = try await PostgresProgram.make(in: folder, port: FreePort.find())
            let standby: PostgresProgram
            do {
                standby = try await primary.makeStandby(port: FreePort.find())
            } catch {
                try? await primary.crash()
                throw error
            }
            let databases = TwoDatabases(
                primary: primary,
                standby: standby,
                primaryLink: try await .to(port: primary.port),
                standbyLink: try await .to(port: standby.port)
            )
            do {
                let result = try await body(databases)
                try await databases.end()
                return result
            } catch {
                try? await databases.end()
                throw error
            }
        }
    }

    private init(
        primary: PostgresProgram,
        standby: PostgresProgram,
        primaryLink: FaultyLink,
        standbyLink: FaultyLink
    ) {
        self.primary = primary
        self.standby = standby
        self.primaryLink = primaryLink
        self.standbyLink = standbyLink
    }

    /// What a node is told: both servers, of which it takes the one that can be written to.
    ///
    /// The times are short, so that a test need not wait long for somebody to give up.
    nonisolated var url: String {
        "postgresql://\(PostgresProgram.name)@127.0.0.1:\(primaryLink.port),127.0.0.1:\(standbyLink.port)/"
            + "\(PostgresProgram.name)?target_session_attrs=read-write&connect_timeout=2"
    }

    func restart() async throws {
        try await primary.crash()
        primary = try await primary.restarted()
    }

    /// The primary dies for good, and the standby takes over.
    func failOver() async throws {
        try await primary.crash()
        try await standby.promote()
    }

    nonisolated func set(_ weather: FaultyLink.Weather) {
        primaryLink.set(weather)
        standbyLink.set(weather)
    }

    nonisolated func cut() {
        primaryLink.cut()
        standbyLink.cut()
    }

    private func end() async throws {
        try await primaryLink.close()
        try await standbyLink.close()
        for server in [primary, standby] where server.program.ended == nil { try await server.crash() }
    }
}
