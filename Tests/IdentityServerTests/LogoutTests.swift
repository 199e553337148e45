import HTTPTypes
import Hummingbird
import HummingbirdTesting
import TesseraJOSE
import Testing

@testable import IdentityServer

@Suite struct LogoutTests {
    @Test func `a sign-out by refresh token ends the session with its cause`() async throws {
        try await TestServer().run { caller in
            let tokens = try await caller.registerAndLogin()
            #expect(
                try await caller.post("/auth/logout", ["refresh_token": .string(tokens.refresh)]).status == .noContent
            )
            let refresh = try await caller.post("/auth/refresh", ["refresh_token": .string(tokens.refresh)])
            try expectProblem(refresh, .invalidGrant, cause: "signed_out")
        }
    }

    @Test func `a sign-out by access token ends the session`() async throws {
        try await TestServer().run { caller in
            let tokens = try await caller.registerAndLogin()
            #expect(try await caller.post("/auth/logout", nil, tokens.bearer).status == .noContent)
            try expectProblem(await caller.get("/auth/me", tokens.bearer), .sessionEnded, cause: "signed_out")
            // Twice is no error.
            #expect(try await caller.post("/auth/logout", nil, tokens.bearer).status == .noContent)
        }
    }

    @Test func `a sign-out with an unknown token is answered like any other`() async throws {
        try await TestServer().run { caller in
            let answer = try await caller.post("/auth/logout", ["refresh_token": "tsr_unknown"])
            #expect(answer.status == .noContent)
        }
    }

    @Test func `a sign-out that names no session is refused`() async throws {
        try await TestServer().run { caller in
            try expectProblem(await caller.post("/auth/logout"), .invalidRequest)
        }
    }

    @Test func `a sign-out everywhere ends every session and tells how many`() async throws {
        try await TestServer().run { caller in
            let first = try await caller.registerAndLogin()
            let second = try await caller.login()
            let answer = try await caller.post("/auth/logout-everywhere", nil, second.bearer)
            #expect(try answer.json == ["ended": 2])
            for tokens in [first, second] {
                let refresh = try await caller.post("/auth/refresh", ["refresh_token": .string(tokens.refresh)])
                try expectProblem(refresh, .invalidGrant, cause: "signed_out_everywhere")
            }
        }
    }
}
