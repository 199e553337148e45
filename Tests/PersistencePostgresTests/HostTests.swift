import NIOCore
import NIOPosix
import Persistence
import TestSupport
import Testing

@testable import PersistencePostgres

@Suite struct `Several hosts of a PostgreSQL` {
    @Test func `are told to libpq one by one, each with its port`() {
        func places(_ parameters: [String: String]) -> [String] {
            ServerHosts(parameters, AnswerTimes(statement: nil)).candidates.map {
                "\($0["host"] ?? "-") \($0["hostaddr"] ?? "-") \($0["port"] ?? "-") \($0["user"] ?? "-")"
            }
        }
        #expect(places(["user": "ada"]) == ["- - - ada"])
        #expect(places(["host": "a", "port": "1"]) == ["a - 1 -"])
        #expect(places(["host": "a,b", "port": "1", "user": "ada"]) == ["a - 1 ada", "b - 1 ada"])
        #expect(places(["host": "a,b,c", "port": "1,,3"]) == ["a - 1 -", "b - - -", "c - 3 -"])
        #expect(places(["host": "a,b", "hostaddr": "::1,::2"]) == ["a ::1 - -", "b ::2 - -"])
    }

    @Test(.enabled(if: PostgresForTests.isThere, Comment(rawValue: PostgresForTests.isAbsent)))
    func `are tried until one works, also when one takes the connection and closes it`() async throws {
        let closing = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { $0.close() }
            .bind(host: "127.0.0.1", port: 0).get()
        let dead = try #require(closing.localAddress?.port)
        let alive = try #require(PostgresForTests.url?.split(separator: "@").last)
        let database = try await PostgresDatabase(PostgresAddress("postgresql://tessera@127.0.0.1:\(dead),\(alive)"))
        let answers = try await database.read { try $0.exists("SELECT 1") }
        #expect(answers)
        try await database.close()
        try await closing.close()
    }
}
