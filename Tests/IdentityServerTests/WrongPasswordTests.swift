import HTTPTypes
import Hummingbird
import HummingbirdTesting
import TesseraJOSE
import Testing

@testable import Identity
@testable import IdentityServer

/// A person who is signed in and types a wrong current password has a good token: that is no 401, which every client's interceptor
/// answers by refreshing and sending the password again.
@Suite struct WrongPasswordTests {
    /// Every endpoint that asks who is signed in for the password.
    static let requests: [(HTTPRequest.Method, String, JSONValue, String)] = [
        (.patch, "/auth/me", ["user_name": "ada-l", "current_password": "wrong"], "current_password"),
        (.patch, "/auth/me", ["email": "new@example.com", "current_password": "wrong"], "current_password"),
        (
            .put, "/auth/me/password",
            ["current_password": "wrong", "new_password": "another long enough phrase"], "current_password"
        ),
        (.delete, "/auth/me", ["password": "wrong"], "password"),
    ]

    @Test(arguments: requests)
    func `a wrong current password is 422 with the field and no challenge, and changes nothing`(
        method: HTTPRequest.Method,
        path: String,
        body: JSONValue,
        field: String
    ) async throws {
        try await TestServer().run { caller in
            let tokens = try await caller.registerAndLogin()
            let before = try await caller.get("/auth/me", tokens.bearer).json
            let answer = try await caller.call(method, path, body, tokens.bearer)
            try expectProblem(answer, .wrongPassword, field: field)
            #expect(answer.status.code == 422)
            #expect(answer.headers[.wwwAuthenticate] == nil)
            #expect(try await caller.get("/auth/me", tokens.bearer).json == before)
            #expect(try await caller.login().access.isEmpty == false)
        }
    }

    @Test(arguments: requests)
    func `it is remembered as that, with the session, and not as a failed sign-in`(
        method: HTTPRequest.Method,
        path: String,
        body: JSONValue,
        field: String
    ) async throws {
        let server = try await TestServer()
        try await server.run { caller in
            let tokens = try await caller.registerAndLogin()
            _ = try await caller.call(method, path, body, tokens.bearer)
            let events = try await server.identity.audit.events(of: nil)
            let event = try #require(events.first { $0.kind == .passwordWrong })
            #expect(event.sessionID?.description == tokens.session && event.accountID != nil)
            #expect(!events.contains { $0.kind == .signInFailed })
        }
    }

    @Test func `a sign-in with a wrong password keeps its 401 and its event`() async throws {
        let server = try await TestServer()
        try await server.run { caller in
            try await caller.register()
            let login = try await caller.post("/auth/login", ["identifier": "ada", "password": "wrong"])
            try expectProblem(login, .invalidCredentials)
            #expect(login.status == .unauthorized)
            let kinds = try await server.identity.audit.events(of: nil).map(\.kind)
            #expect(kinds.contains(.signInFailed) && !kinds.contains(.passwordWrong))
        }
    }

    @Test func `a token that is not good is still 401, with the password right or wrong`() async throws {
        try await TestServer().run { caller in
            try await caller.register()
            for (method, path, body, _) in Self.requests {
                try expectProblem(await caller.call(method, path, body), .missingToken)
                let bad: HTTPFields = [.authorization: "Bearer nonsense"]
                try expectProblem(await caller.call(method, path, body, bad), .invalidToken)
            }
        }
    }
}
