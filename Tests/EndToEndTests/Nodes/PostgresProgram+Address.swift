import Foundation

extension PostgresProgram {
    /// What a node is told, without a password.
    var url: String { "postgresql://\(Self.name)@127.0.0.1:\(port)/\(Self.name)" }

    /// The owner's password, where one is asked for.
    static let password = "correct-horse-battery"

    /// Asks everybody who comes to the database for the password from now on.
    func requirePassword() async throws {
        try await execute("ALTER ROLE \(Self.name) PASSWORD '\(Self.password)'", in: "postgres")
        let rules = """
            host \(Self.name) all 127.0.0.1/32 scram-sha-256
            host all all 127.0.0.1/32 trust

            """
        // In place, so that it stays the server's.
        try Data(rules.utf8).write(to: URL(fileURLWithPath: data).appendingPathComponent("pg_hba.conf"))
        let before = try await execute("SELECT pg_conf_load_time()", in: "postgres")
        try await execute("SELECT pg_reload_conf()", in: "postgres")
        try await eventually("PostgreSQL had read its rules again") {
            try await execute("SELECT pg_conf_load_time()", in: "postgres") != before
        }
    }
}
