import HTTPTypes
import Hummingbird
import HummingbirdTesting
import TesseraJOSE
import TesseraTesting
import TestSupport
import Testing

@testable import Identity
@testable import IdentityServer

@Suite struct RefreshTests {
    @Test func `a refresh rotates the token and counts the generation up`() async throws {
        try await TestServer().run { caller in
            let tokens = try await caller.registerAndLogin()
            let answer = try await caller.post("/auth/refresh", ["refresh_token": .string(tokens.refresh)])
            #expect(answer.status == .ok)
            let json = try answer.json
            #expect(json["generation"] == 1)
            #expect(json["refresh_token"]?.string != tokens.refresh)
            #expect(json["session_id"]?.string == tokens.session)
        }
    }

    @Test func `the same attempt gets the same successor long after the grace window`() async throws {
        let server = try await TestServer()
        try await server.run { caller in
            let tokens = try await caller.registerAndLogin()
            let attempt: HTTPFields = [.tesseraAttempt: "attempt-1"]
            let first = try await caller.post("/auth/refresh", ["refresh_token": .string(tokens.refresh)], attempt)
            server.clock.advance(by: .seconds(3600))
            let again = try await caller.post("/auth/refresh", ["refresh_token": .string(tokens.refresh)], attempt)
            #expect(again.status == .ok)
            #expect(try first.json["refresh_token"] == again.json["refresh_token"])
        }
    }

    @Test func `a replaced token ends the session, and the refusal names the cause`() async throws {
        let server = try await TestServer()
        try await server.run { caller in
            let tokens = try await caller.registerAndLogin()
            let next = try await Tokens(caller.post("/auth/refresh", ["refresh_token": .string(tokens.refresh)]))
            server.clock.advance(by: .seconds(301))
            let reused = try await caller.post("/auth/refresh", ["refresh_token": .string(tokens.refresh)])
            try expectProblem(reused, .invalidGrant, cause: "refresh_token_reuse")
            let after = try await caller.post("/auth/refresh", ["refresh_token": .string(next.refresh)])
            try expectProblem(after, .invalidGrant, cause: "refresh_token_reuse")
        }
    }

    @Test func `a client without attempts whose answer was lost gets a new successor, and the lost one is dead`()
        async throws
    {
        let server = try await TestServer()
        try await server.run { caller in
            let tokens = try await caller.registerAndLogin()
            let body: JSONValue = ["refresh_token": .string(tokens.refresh)]
            let lost = try await Tokens(caller.post("/auth/refresh", body))
            server.clock.advance(by: .seconds(11))
            let again = try await caller.post("/auth/refresh", body)
            try #require(again.status == .ok, "\(again.text)")
            #expect(try again.json["generation"] == 2)
            let next = try Tokens(again)
            #expect(next.refresh != lost.refresh)
            // A repetition a moment later, as of two processes with one token, gets the same.
            server.clock.advance(by: .seconds(10))
            #expect(try await Tokens(caller.post("/auth/refresh", body)).refresh == next.refresh)
            #expect(try await caller.post("/auth/refresh", ["refresh_token": .string(next.refresh)]).status == .ok)
            let dead = try await caller.post("/auth/refresh", ["refresh_token": .string(lost.refresh)])
            try expectProblem(dead, .invalidGrant, cause: "refresh_token_reuse")
        }
    }

    @Test func `what is no refresh token is refused as malformed`() async throws {
        try await TestServer().run { caller in
            let answer = try await caller.post("/auth/refresh", ["refresh_token": "tsr_nothing"])
            try expectProblem(answer, .invalidGrant, cause: "malformed_token")
        }
    }

    @Test func `a session that nobody used ends with idle_timeout`() async throws {
        let server = try await TestServer()
        try await server.run { caller in
            let tokens = try await caller.registerAndLogin()
            server.clock.advance(by: .seconds(15 * 86_400))
            let answer = try await caller.post("/auth/refresh", ["refresh_token": .string(tokens.refresh)])
            try expectProblem(answer, .invalidGrant, cause: "idle_timeout")
        }
    }

    @Test func `a refresh without any token is refused`() async throws {
        try await TestServer().run { caller in
            try expectProblem(await caller.post("/auth/refresh"), .invalidRequest, field: "refresh_token")
            try expectProblem(await caller.post("/auth/refresh", [:]), .invalidRequest, field: "refresh_token")
        }
    }

    @Test func `an attempt of more than 128 characters is refused`() async throws {
        try await TestServer().run { caller in
            let tokens = try await caller.registerAndLogin()
            let answer = try await caller.post(
                "/auth/refresh",
                ["refresh_token": .string(tokens.refresh)],
                [.tesseraAttempt: String(repeating: "a", count: 129)]
            )
            try expectProblem(answer, .invalidRequest, field: "Tessera-Attempt")
        }
    }

    @Test func `a late copy of a refresh is a conflict that leaves cookie and session alone`() async throws {
        let server = try await TestServer()
        try await server.run { caller in
            let tokens = try await caller.registerAndLogin()
            var newest = tokens.refresh
            for attempt in ["first", "second"] {
                let answer = try await caller.post(
                    "/auth/refresh",
                    ["refresh_token": .string(newest)],
                    [.tesseraAttempt: attempt]
                )
                newest = try #require(answer.json["refresh_token"]?.string)
                server.clock.advance(by: .seconds(60))
            }
            let late = try await caller.post(
                "/auth/refresh",
                ["refresh_token": .string(tokens.refresh)],
                [.tesseraAttempt: "first"]
            )
            try expectProblem(late, .superseded)
            #expect(late.headers[.setCookie] == nil)
            let next = try await caller.post("/auth/refresh", ["refresh_token": .string(newest)])
            #expect(next.status == .ok)
        }
    }
}
