import Foundation
import HTTPTypes
import HummingbirdTesting
import Logging
import Persistence
import PersistenceSQLite
import TesseraHummingbird
import TesseraJOSE
import TesseraOAuth
import TesseraTesting
import TestSupport
import Testing

@testable import Identity
@testable import IdentityServer

/// Another process holds the database, so that nothing can be written; what is read goes on.
@Suite(.timeLimit(.minutes(1))) struct StorageFailureTests {
    @Test func `what must be saved is answered 503 with a code, a cause and a time, and what is read goes on`()
        async throws
    {
        let server = try await TestServer(maximumWait: .milliseconds(20))
        try await server.run { caller in
            let tokens = try await caller.registerAndLogin()
            try await server.whileHeld {
                let calls: [(HTTPRequest.Method, String, JSONValue?, HTTPFields)] = [
                    (.post, "/auth/register", ["user_name": "bob", "password": .string(TestServer.password)], [:]),
                    (.post, "/auth/login", ["identifier": "ada", "password": .string(TestServer.password)], [:]),
                    (.post, "/auth/refresh", ["refresh_token": .string(tokens.refresh)], [:]),
                    (.post, "/auth/logout", ["refresh_token": .string(tokens.refresh)], [:]),
                    (.post, "/auth/logout-everywhere", nil, tokens.bearer),
                    (.delete, "/auth/sessions/\(tokens.session)", nil, tokens.bearer),
                    (.patch, "/auth/me", ["display_name": "Ada"], tokens.bearer),
                ]
                for (method, path, body, headers) in calls {
                    let answer = try await caller.call(method, path, body, headers)
                    try expectProblem(answer, .storageUnavailable, cause: "busy")
                    #expect(answer.headers[.retryAfter] == "1", "\(path)")
                    #expect(try answer.json["detail"]?.string?.contains("Nothing was changed.") == true, "\(path)")
                    #expect(answer.headers[.setCookie] == nil, "\(path)")
                }
                for path in ["/auth/me", "/auth/sessions", "/auth/check"] {
                    #expect(try await caller.get(path, tokens.bearer).status == .ok, "\(path)")
                }
                for path in ["/.well-known/jwks.json", "/status/lists/0", "/health/live"] {
                    #expect(try await caller.get(path).status == .ok, "\(path)")
                }
            }
            let next = try await caller.post("/auth/refresh", ["refresh_token": .string(tokens.refresh)])
            #expect(next.status == .ok)
        }
    }

    @Test(arguments: [RefreshPolicy.grace, .strict])
    func `the 503 of a refresh says that the same token may be sent again, and for how long`(
        policy: RefreshPolicy
    )
        async throws
    {
        let server = try await TestServer(maximumWait: .milliseconds(20), configureRules: { $0.refreshPolicy = policy })
        try await server.run { caller in
            let tokens = try await caller.registerAndLogin()
            let body: JSONValue = ["refresh_token": .string(tokens.refresh)]
            try await server.whileHeld {
                let answer = try await caller.post("/auth/refresh", body)
                try expectProblem(answer, .storageUnavailable, cause: "busy")
                let bare = policy == .grace ? "; without one, within 300 s" : ""
                let advice = "Send the same refresh token again, with the same Tessera-Attempt\(bare)."
                #expect(try answer.json["detail"]?.string?.hasSuffix(" Try again later. \(advice)") == true)
            }
            server.clock.advance(by: .seconds(60))
            #expect(try await caller.post("/auth/refresh", body).status == .ok)
        }
    }

    @Test func `a database that cannot be read answers 503, with nothing said of changes`() async throws {
        let server = try await TestServer()
        try await server.run { caller in
            let tokens = try await caller.registerAndLogin()
            try await server.database.close()
            let answer = try await caller.get("/auth/me", tokens.bearer)
            try expectProblem(answer, .storageUnavailable, cause: "unavailable")
            #expect(answer.headers[.wwwAuthenticate] == nil)
            #expect(answer.headers[.retryAfter] == "2")
            #expect(answer.text.contains("changed") == false)
        }
    }

    @Test func `a change whose first read fails says that nothing was changed`() async throws {
        let server = try await TestServer()
        try await server.run { caller in
            let tokens = try await caller.registerAndLogin()
            try await server.database.close()
            let calls: [(HTTPRequest.Method, String, JSONValue?, HTTPFields)] = [
                (.post, "/auth/register", ["user_name": "bob", "password": .string(TestServer.password)], [:]),
                (.post, "/auth/login", ["identifier": "ada", "password": .string(TestServer.password)], [:]),
                (.post, "/auth/refresh", ["refresh_token": .string(tokens.refresh)], [:]),
                (.post, "/auth/logout", ["refresh_token": .string(tokens.refresh)], [:]),
                (.post, "/auth/logout", nil, tokens.bearer),
                (.post, "/auth/logout-everywhere", nil, tokens.bearer),
                (.delete, "/auth/sessions/\(tokens.session)", nil, tokens.bearer),
                (.patch, "/auth/me", ["display_name": "Ada"], tokens.bearer),
                (.delete, "/auth/me", ["password": .string(TestServer.password)], tokens.bearer),
            ]
            for (method, path, body, headers) in calls {
                let answer = try await caller.call(method, path, body, headers)
                try expectProblem(answer, .storageUnavailable, cause: "unavailable")
                let detail = try answer.json["detail"]?.string
                #expect(detail?.contains(" Nothing was changed. Try again later.") == true, "\(method) \(path)")
            }
        }
    }

    @Test func `the endpoints of OAuth say temporarily_unavailable`() async throws {
        let server = try await TestServer(maximumWait: .milliseconds(20))
        try await server.run { caller in
            let tokens = try await caller.registerAndLogin()
            let client = try await server.client(caller, "notes-api", [.introspect, .revoke])
            try await server.whileHeld {
                let answer = try await client.revoke(tokens.refresh)
                try expectOAuthError(answer, .temporarilyUnavailable, .serviceUnavailable)
                #expect(answer.headers[.retryAfter] == "1")
                #expect(try await client.introspect(tokens.access)["active"] == true)
            }
        }
    }

    @Test func `a form that cannot be saved is shown again with what was typed, and says why in words`() async throws {
        let server = try await TestServer(maximumWait: .milliseconds(20))
        try await server.run { caller in
            try await caller.register()
            let browser = Browser(caller)
            try await server.whileHeld {
                let answer = try await browser.signIn("ada")
                #expect(answer.status == .serviceUnavailable)
                #expect(answer.headers[.retryAfter] == "1")
                #expect(answer.says("The server's database is busy. Nothing was changed."))
                #expect(answer.text.contains("value=\"ada\""))
            }
            #expect(try await browser.signIn("ada").status == .seeOther)
        }
    }

    @Test func `it is ready while it can be read, says that it is degraded, and why`() async throws {
        let server = try await TestServer(maximumWait: .milliseconds(20))
        try await server.run { caller in
            server.server.readiness.becomeReady()
            try await server.whileHeld {
                _ = try await caller.post("/auth/login", ["identifier": "nobody", "password": "x"])
                let degraded = try await caller.get("/health/ready")
                #expect(degraded.status == .ok)
                #expect(try degraded.json == ["status": "degraded", "writes": "busy"])
            }
            server.clock.advance(by: .seconds(1))
            await server.identity.storage.probe()
            #expect(try await caller.get("/health/ready").json == ["status": "ready"])
        }
    }

    @Test func `a server in trouble writes one line when it begins and one when it ends, and none for its own rounds`()
        async throws
    {
        let log = LogRecorder()
        let server = try await TestServer(maximumWait: .milliseconds(20), logger: log.logger)
        try await server.run { caller in
            try await caller.register()
            try await server.whileHeld {
                for _ in 0..<20 {
                    _ = try await caller.post(
                        "/auth/login",
                        ["identifier": "ada", "password": .string(TestServer.password)]
                    )
                }
                await #expect(throws: StorageFailure.self) { try await server.identity.maintain() }
            }
            server.clock.advance(by: .seconds(1))
            await server.identity.storage.probe()
        }
        let told = log.entries.filter { $0.level >= .notice }.map(\.message)
        #expect(told == ["the database cannot be written", "the database can be written again"])
    }

    @Test func `a verifier is told of ended sessions though nobody can write down that it listens, and is noted later`()
        async throws
    {
        let server = try await TestServer(maximumWait: .milliseconds(20))
        try await server.runLive { caller in
            let tokens = try await caller.registerAndLogin()
            var connected: EventClient?
            var stream: JSONValue = ""
            try await server.whileHeld {
                var events = try await EventClient(port: caller.client.port)
                let hello = try await events.expect("hello")
                stream = try #require(try hello.json["stream"])
                let answer = try await caller.post(
                    "/status/confirmations",
                    ["stream": stream, "id": .string(hello.id)]
                )
                try expectProblem(answer, .storageUnavailable)
                connected = events
            }
            var events = try #require(connected)
            _ = try await caller.post("/auth/logout", nil, tokens.bearer)
            let event = try await events.expect("status")
            let answer = try await caller.post("/status/confirmations", ["stream": stream, "id": .string(event.id)])
            #expect(answer.status == .noContent)
        }
    }

    @Test(arguments: StorageFailure.Cause.allCases, StorageFailure.Operation.allCases)
    func `every failure has words, a time to wait, and nothing of what the driver said`(
        cause: StorageFailure.Cause,
        operation: StorageFailure.Operation
    ) {
        let problem = Problem(StorageFailure(cause, operation, message: "/var/lib/tessera: secret detail"))
        #expect(problem.code == .storageUnavailable)
        #expect(problem.cause == cause.rawValue)
        #expect((1...60).contains(problem.retryAfter ?? 0))
        #expect(problem.detail.hasSuffix("Try again later.") && !problem.detail.contains("secret"))
        #expect(problem.detail.contains("Nothing was changed.") == (operation == .write))
    }

    @Test(arguments: StorageFailure.Cause.allCases)
    func `a write whose outcome is not known says that it may have been done, and never that nothing was changed`(
        cause: StorageFailure.Cause
    ) {
        let problem = Problem(StorageFailure(cause, .write, message: "secret", isOutcomeUnknown: true))
        #expect(problem.code == .storageUnavailable && problem.cause == "outcome_unknown")
        #expect(problem.detail.contains("It may have been done or not"))
        #expect(!problem.detail.contains("Nothing was changed.") && problem.detail.hasSuffix("Try again later."))
    }
}

extension TestServer {
    /// Holds the database's one write lock for as long as `body` takes, as another process would.
    fileprivate func whileHeld<Result>(_ body: () async throws -> Result) async throws -> Result {
        let other = try SQLiteDatabase(path: database.path)
        let isHeld = AsyncStream<Void>.makeStream()
        let release = DispatchSemaphore(value: 0)
        let holder = Task {
            try await other.write { _ in
                isHeld.continuation.yield()
                release.wait()
            }
        }
        for await _ in isHeld.stream { break }
        do {
            let result = try await body()
            release.signal()
            try await holder.value
            try await other.close()
            return result
        } catch {
            release.signal()
            try? await holder.value
            try? await other.close()
            throw error
        }
    }
}
