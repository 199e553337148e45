import Foundation
import Testing

@Suite("Commands: accounts")
final class UserCommandTests {
    private static let password = "seven unrelated words of mine"
    private let tessera: TesseraProcess

    init() throws {
        tessera = try TesseraProcess()
    }

    deinit {
        tessera.remove()
    }

    private func create(_ name: String, _ arguments: String...) async throws -> [String: Any] {
        let outcome = try await tessera.run(
            "user",
            "create",
            "--user-name",
            name,
            "--json",
            input: Self.password + "\n"
        )
        #expect(outcome.status == 0, "\(outcome.error)")
        return try outcome.object()
    }

    @Test func `an account is created from a shell, found by each of its names, and listed`() async throws {
        let created = try await tessera.run(
            "user",
            "create",
            "--user-name",
            "alice",
            "--email",
            "alice@example.com",
            "--role",
            "admin",
            "--json",
            input: Self.password + "\n"
        )
        #expect(created.status == 0, "\(created.error)")
        let id = try #require(try created.object()["id"] as? String)
        for name in [id, "alice", "ALICE", "alice@example.com"] {
            let shown = try await tessera.run("user", "show", name, "--json")
            #expect(shown.status == 0)
            #expect(try shown.object()["id"] as? String == id)
        }
        let text = try await tessera.run("user", "show", "alice")
        #expect(text.output.contains("alice@example.com") && text.output.contains("admin"))
        let list = try await tessera.run("user", "list", "--json")
        let accounts = try #require(try list.object()["accounts"] as? [[String: Any]])
        #expect(accounts.map { $0["user_name"] as? String } == ["alice"])
    }

    @Test func `a byte order mark before what is piped is no part of a password`() async throws {
        let outcome = try await tessera.run("user", "create", "--user-name", "alice", input: "\u{FEFF}\r\n")
        #expect(outcome.status == 65 && outcome.error.contains("no password"), "\(outcome.error)")
    }

    @Test func `a password never comes from an argument`() async throws {
        let outcome = try await tessera.run("user", "create", "--user-name", "alice", "--password", "x")
        #expect(outcome.status == 64 && outcome.error.contains("--password"))
        let empty = try await tessera.run("user", "create", "--user-name", "alice")
        #expect(empty.status == 65 && empty.error.contains("no password"))
    }

    @Test func `a refused password leaves no account`() async throws {
        _ = try await create("alice")
        let outcome = try await tessera.run("user", "create", "--user-name", "bob", input: "short\n")
        #expect(outcome.status == 1 && outcome.error.hasPrefix("tessera: ") && !outcome.error.contains("short\n"))
        let shown = try await tessera.run("user", "show", "bob")
        #expect(shown.status == 1)
    }

    @Test func `a name that is taken is refused without regard to case`() async throws {
        _ = try await create("alice")
        let outcome = try await tessera.run("user", "create", "--user-name", "Alice", input: Self.password + "\n")
        #expect(outcome.status == 1 && outcome.error.contains("has this user name"))
    }

    @Test func `an account is disabled and enabled again`() async throws {
        _ = try await create("alice")
        let disabled = try await tessera.run("user", "disable", "alice", "--json")
        #expect(try disabled.object()["disabled"] as? Bool == true)
        #expect(try await tessera.run("user", "list", "--enabled").output == "no account\n")
        let enabled = try await tessera.run("user", "enable", "alice", "--json")
        #expect(try enabled.object()["disabled"] as? Bool == false)
        #expect(try await tessera.run("user", "list", "--disabled").output == "no account\n")
    }

    @Test func `roles and permissions are replaced, and taken away only when that is said`() async throws {
        _ = try await create("alice")
        let roles = try await tessera.run("user", "set-roles", "alice", "support", "editor", "--json")
        #expect(try roles.object()["roles"] as? [String] == ["editor", "support"])
        #expect(try await tessera.run("user", "set-roles", "alice").status == 64)
        let none = try await tessera.run("user", "set-roles", "alice", "--none", "--json")
        #expect(try none.object()["roles"] as? [String] == [])
        let permissions = try await tessera.run("user", "set-permissions", "alice", "notes.read", "--json")
        #expect(try permissions.object()["permissions"] as? [String] == ["notes.read"])
    }

    @Test func `the last administrator cannot be disabled`() async throws {
        _ = try await create("alice")
        #expect(try await tessera.run("user", "set-roles", "alice", "admin").status == 0)
        let outcome = try await tessera.run("user", "disable", "alice")
        #expect(outcome.status == 1 && outcome.error.contains("last account that can administer"))
    }

    @Test func `a password is set, and sessions are listed and ended`() async throws {
        _ = try await create("alice")
        let set = try await tessera.run("user", "set-password", "alice", input: "another set of words entirely\n")
        #expect(set.status == 0 && set.output.contains("every session has ended"))
        #expect(try await tessera.run("user", "sessions", "alice", "--json").output == "[]\n")
        #expect(try await tessera.run("user", "sign-out", "alice", "--json").object()["ended"] as? Int == 0)
        #expect(try await tessera.run("user", "sign-out", "alice", "--session", "x").status == 64)
        let unknown = "00000000-0000-4000-8000-000000000000"
        #expect(try await tessera.run("user", "sign-out", "alice", "--session", unknown).status == 1)
    }

    @Test func `pages follow each other by their cursor`() async throws {
        for name in ["alice", "bob", "carol"] { _ = try await create(name) }
        let first = try await tessera.run("user", "list", "--limit", "2", "--json").object()
        #expect((first["accounts"] as? [Any])?.count == 2)
        let cursor = try #require(first["next"] as? String)
        let second = try await tessera.run("user", "list", "--limit", "2", "--after", cursor, "--json").object()
        #expect((second["accounts"] as? [[String: Any]])?.map { $0["user_name"] as? String } == ["carol"])
        let all = try await tessera.run("user", "list", "--limit", "1", "--all", "--json").object()
        #expect((all["accounts"] as? [Any])?.count == 3)
    }
}
