import HTTPTypes
import Hummingbird
import HummingbirdTesting
import TesseraJOSE
import Testing

@testable import Identity
@testable import IdentityServer

@Suite struct AdministrationTests {
    @Test func `every path below /admin is for administrators, and no other is`() async throws {
        let server = try await TestServer()
        for endpoint in server.server.endpoints {
            #expect((endpoint.access == .administrator) == endpoint.path.hasPrefix("/admin/"), "\(endpoint.path)")
        }
        await server.identity.shutdown()
    }

    @Test func `whoever is no administrator gets 403, whoever is nobody 401`() async throws {
        let server = try await TestServer()
        try await server.run { caller in
            let tokens = try await caller.registerAndLogin()
            for endpoint in server.server.endpoints where endpoint.access == .administrator {
                let id = "00000000-0000-4000-8000-000000000000"
                let path = endpoint.path.replacing("{id}", with: id).replacing("{session}", with: id)
                try expectProblem(await caller.call(endpoint.method, path), .missingToken)
                try expectProblem(await caller.call(endpoint.method, path, nil, tokens.bearer), .accessDenied)
            }
        }
    }

    @Test func `a demoted administrator is refused at once, whatever the token says`() async throws {
        let server = try await TestServer()
        try await server.run { caller in
            let root = try await server.administrator(caller)
            let second = try await caller.register("second")
            let id = try #require(second["id"]?.string)
            _ = try await caller.call(.put, "/admin/users/\(id)/roles", ["roles": ["admin"]], root.bearer)
            let demoted = try await caller.login("second")
            #expect(try await caller.get("/admin/users", demoted.bearer).status == .ok)
            _ = try await caller.call(.put, "/admin/users/\(id)/roles", ["roles": []], root.bearer)
            let answer = try await caller.get("/admin/users", demoted.bearer)
            #expect(answer.status == .forbidden || answer.status == .unauthorized)
        }
    }

    @Test func `accounts are listed by page and found by name`() async throws {
        let server = try await TestServer()
        try await server.run { caller in
            let root = try await server.administrator(caller)
            for name in ["ada", "adam", "eve"] { try await caller.register(name) }
            let first = try await caller.get("/admin/users?limit=3", root.bearer).json
            #expect(first["users"]?.array?.count == 3)
            let cursor = try #require(first["next"]?.string)
            let second = try await caller.get("/admin/users?limit=3&after=\(cursor)", root.bearer).json
            #expect(second["users"]?.array?.count == 1)
            #expect(second["next"] == JSONValue.null)
            let found = try await caller.get("/admin/users?search=AD", root.bearer).json["users"]?.array
            #expect(Set((found ?? []).compactMap { $0["user_name"]?.string }) == ["ada", "adam"])
        }
    }

    @Test(arguments: [
        "search=\(String(repeating: "a", count: 255))", "search=", "limit=0", "limit=201", "limit=x", "disabled=maybe",
        "after=nonsense",
    ])
    func `a query that is out of range is refused`(query: String) async throws {
        let server = try await TestServer()
        try await server.run { caller in
            let root = try await server.administrator(caller)
            try expectProblem(await caller.get("/admin/users?\(query)", root.bearer), .invalidRequest)
        }
    }

    @Test func `a disabled account is signed out, cannot sign in, and can be enabled again`() async throws {
        let server = try await TestServer()
        try await server.run { caller in
            let root = try await server.administrator(caller)
            let id = try #require(try await caller.register()["id"]?.string)
            let tokens = try await caller.login()
            let disabled = try await caller.post("/admin/users/\(id)/disable", nil, root.bearer)
            #expect(try disabled.json["disabled"] == true)
            try expectProblem(await caller.get("/auth/me", tokens.bearer), .sessionEnded, cause: "account_disabled")
            let listed = try await caller.get("/admin/users?disabled=true", root.bearer).json["users"]?.array
            #expect(listed?.count == 1)
            let enabled = try await caller.post("/admin/users/\(id)/enable", nil, root.bearer)
            #expect(try enabled.json["disabled"] == false)
            #expect(try await caller.login().access.isEmpty == false)
        }
    }

    @Test func `roles and permissions are set as a whole and shown`() async throws {
        let server = try await TestServer()
        try await server.run { caller in
            let root = try await server.administrator(caller)
            let id = try #require(try await caller.register()["id"]?.string)
            let roles = try await caller.call(
                .put,
                "/admin/users/\(id)/roles",
                ["roles": ["editor", "author"]],
                root.bearer
            )
            #expect(try roles.json["roles"] == ["author", "editor"])
            let permissions = try await caller.call(
                .put,
                "/admin/users/\(id)/permissions",
                ["permissions": ["notes:delete"]],
                root.bearer
            )
            #expect(try permissions.json["permissions"] == ["notes:delete"])
            #expect(try await caller.get("/admin/users/\(id)", root.bearer).json["roles"] == ["author", "editor"])
            let bad = try await caller.call(.put, "/admin/users/\(id)/roles", ["roles": ["two words"]], root.bearer)
            try expectProblem(bad, .invalidRequest)
        }
    }

    @Test func `the last administrator can be neither disabled nor demoted`() async throws {
        let server = try await TestServer()
        try await server.run { caller in
            let root = try await server.administrator(caller)
            let id = try #require(try await caller.get("/auth/me", root.bearer).json["id"]?.string)
            try expectProblem(await caller.post("/admin/users/\(id)/disable", nil, root.bearer), .lastAdministrator)
            try expectProblem(
                await caller.call(.put, "/admin/users/\(id)/roles", ["roles": []], root.bearer),
                .lastAdministrator
            )
        }
    }

    @Test func `an administrator ends one session, or all, and the cause says so`() async throws {
        let server = try await TestServer()
        try await server.run { caller in
            let root = try await server.administrator(caller)
            let id = try #require(try await caller.register()["id"]?.string)
            let first = try await caller.login()
            let second = try await caller.login()
            let one = try await caller.call(.delete, "/admin/users/\(id)/sessions/\(first.session)", nil, root.bearer)
            #expect(try one.json["end"]?["cause"] == "revoked_by_administrator")
            let all = try await caller.call(.post, "/admin/users/\(id)/logout-everywhere", nil, root.bearer)
            #expect(try all.json == ["ended": 1])
            try expectProblem(
                await caller.get("/auth/me", second.bearer),
                .sessionEnded,
                cause: "revoked_by_administrator"
            )
            let list = try await caller.get("/admin/users/\(id)/sessions", root.bearer).json["sessions"]?.array
            #expect(list?.count == 2)
        }
    }

    @Test func `what is no account is not found`() async throws {
        let server = try await TestServer()
        try await server.run { caller in
            let root = try await server.administrator(caller)
            for id in ["00000000-0000-4000-8000-000000000000", "nothing"] {
                for (method, rest) in [
                    (HTTPRequest.Method.get, ""), (.post, "/disable"), (.post, "/enable"), (.get, "/sessions"),
                ] {
                    try expectProblem(
                        await caller.call(method, "/admin/users/\(id)\(rest)", nil, root.bearer),
                        .accountNotFound
                    )
                }
            }
        }
    }
}
