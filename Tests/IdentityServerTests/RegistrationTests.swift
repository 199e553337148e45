import HTTPTypes
import Hummingbird
import HummingbirdTesting
import TesseraJOSE
import Testing

@testable import Identity
@testable import IdentityServer

@Suite struct RegistrationTests {
    @Test func `a registration answers 201 with the account and where it is`() async throws {
        try await TestServer().run { caller in
            let answer = try await caller.post(
                "/auth/register",
                [
                    "user_name": "Ada", "email": "ada@example.com", "password": .string(TestServer.password),
                    "display_name": "Ada Lovelace",
                ]
            )
            #expect(answer.status == .created)
            #expect(answer.headers[.location] == "/auth/me")
            let json = try answer.json
            #expect(json["user_name"] == "Ada")
            #expect(json["email"] == "ada@example.com")
            #expect(json["email_verified"] == false)
            #expect(json["display_name"] == "Ada Lovelace")
            #expect(json["roles"] == [])
            #expect(json["disabled"] == false)
            #expect(json["last_signed_in_at"] == JSONValue.null)
            #expect(json["created_at"] == "2027-01-15T08:00:00.000Z")
            #expect(!answer.text.contains(TestServer.password))
        }
    }

    @Test func `a taken name or address is a conflict that names the member`() async throws {
        try await TestServer().run { caller in
            try await caller.register()
            let password = JSONValue.string(TestServer.password)
            try expectProblem(
                await caller.post("/auth/register", ["user_name": "ADA", "password": password]),
                .userNameTaken,
                field: "user_name"
            )
            try expectProblem(
                await caller.post("/auth/register", ["email": "ADA@example.com", "password": password]),
                .emailTaken,
                field: "email"
            )
        }
    }

    @Test(arguments: ["short", "aaaaaaaaaaaaaaaaaaaa"])
    func `a weak password is refused with its reason`(password: String) async throws {
        try await TestServer().run { caller in
            let answer = try await caller.post("/auth/register", ["user_name": "ada", "password": .string(password)])
            try expectProblem(answer, .passwordRefused, field: "password")
        }
    }

    @Test func `a closed registration answers 403`() async throws {
        let server = try await TestServer(configureRules: { $0.isRegistrationOpen = false })
        try await server.run { caller in
            let answer = try await caller.post(
                "/auth/register",
                ["user_name": "ada", "password": .string(TestServer.password)]
            )
            try expectProblem(answer, .registrationClosed)
        }
    }

    @Test func `a registration without name and address is refused`() async throws {
        try await TestServer().run { caller in
            let answer = try await caller.post("/auth/register", ["password": .string(TestServer.password)])
            try expectProblem(answer, .invalidRequest, field: "user_name")
        }
    }
}

@Suite struct SetupTests {
    private func body(_ token: String, _ userName: String = "root") -> JSONValue {
        ["setup_token": .string(token), "user_name": .string(userName), "password": .string(TestServer.password)]
    }

    @Test func `the one-time link makes the first administrator, once`() async throws {
        let server = try await TestServer()
        try await server.run { caller in
            let token = try #require(await server.identity.setup.issueToken())
            let answer = try await caller.post("/auth/setup", body(token))
            #expect(answer.status == .created)
            #expect(try answer.json["roles"] == ["admin"])
            try expectProblem(
                await caller.post("/auth/setup", body(token, "other")),
                .invalidSetupToken,
                field: "setup_token"
            )
        }
    }

    @Test func `a wrong setup token is refused`() async throws {
        let server = try await TestServer()
        try await server.run { caller in
            _ = try await server.identity.setup.issueToken()
            try expectProblem(await caller.post("/auth/setup", body("guess")), .invalidSetupToken)
        }
    }
}
