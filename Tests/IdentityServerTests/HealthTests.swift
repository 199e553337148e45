import HTTPTypes
import Hummingbird
import HummingbirdTesting
import PersistenceSQLite
import Synchronization
import TesseraJOSE
import Testing

@testable import IdentityServer

@Suite struct HealthTests {
    @Test func `it lives as soon as it answers`() async throws {
        try await TestServer().run { caller in
            let answer = try await caller.get("/health/live")
            #expect(try answer.json == ["status": "live"])
            #expect(try await caller.call(.head, "/health/live").status == .ok)
        }
    }

    @Test func `it is ready once it listens, and not when it drains`() async throws {
        let server = try await TestServer()
        try await server.run { caller in
            let starting = try await caller.get("/health/ready")
            try expectProblem(starting, .notReady)
            #expect(starting.headers[.retryAfter] == "1")
            server.server.readiness.becomeReady()
            #expect(try await caller.get("/health/ready").json == ["status": "ready"])
            server.server.readiness.drain()
            try expectProblem(await caller.get("/health/ready"), .notReady)
        }
    }

    @Test func `it is not ready when the database does not respond`() async throws {
        let server = try await TestServer()
        try await server.run { caller in
            server.server.readiness.becomeReady()
            try await server.database.close()
            try expectProblem(await caller.get("/health/ready"), .notReady)
            #expect(try await caller.get("/health/live").status == .ok)
        }
    }

    @Test func `a database that hangs does not hang the probe, and is asked once however often the probe comes`()
        async throws
    {
        let (gate, opener) = AsyncStream.makeStream(of: Void.self)
        let questions = Atomic(0)
        let probe = DatabaseProbe {
            questions.add(1, ordering: .relaxed)
            for await _ in gate {}
            return true
        }
        for _ in 0..<3 { #expect(await probe.answers(within: .milliseconds(5)) == false) }
        #expect(questions.load(ordering: .relaxed) == 1)
        opener.finish()
        #expect(await probe.answers(within: .seconds(60)))
    }

    @Test func `each question to the database is a new one once the last is answered`() async throws {
        let questions = Atomic(0)
        let probe = DatabaseProbe { questions.add(1, ordering: .relaxed).newValue == 2 }
        #expect(await probe.answers(within: .seconds(60)) == false)
        #expect(await probe.answers(within: .seconds(60)))
    }

    @Test func `metrics are for this machine only`() async throws {
        let server = try await TestServer()
        // In process there is no peer, so nobody is on loopback.
        try await server.run { caller in
            try expectProblem(await caller.get("/metrics"), .accessDenied)
        }
    }

    @Test func `over loopback the metrics come as Prometheus text, unless a proxy forwards`() async throws {
        let server = try await TestServer()
        try await server.runLive { caller in
            let answer = try await caller.get("/metrics")
            #expect(answer.status == .ok)
            #expect(answer.headers[.contentType]?.hasPrefix("text/plain; version=0.0.4") == true)
            #expect(answer.text == "up 1\n")
            #expect(try await caller.get("/metrics", [.xForwardedFor: "192.0.2.1"]).status == .forbidden)
            #expect(try await caller.get("/health/ready").status == .ok)
        }
    }

    @Test func `with a port of their own, metrics are not on the main one`() async throws {
        let server = try await TestServer(configureServer: { $0.metricsPort = 0 })
        try await server.run { caller in
            try expectProblem(await caller.get("/metrics"), .notFound)
        }
    }
}
