import Foundation
import Testing

@Suite("Commands: database seed")
final class SeedCommandTests {
    private static let password = "seven unrelated words of mine\n"
    private let tessera: TesseraProcess

    init() throws {
        tessera = try TesseraProcess()
    }

    deinit {
        tessera.remove()
    }

    private func seed(_ arguments: String..., input: String = password) async throws -> TesseraProcess.Outcome {
        try await tessera.run(["database", "seed"] + arguments, input: input)
    }

    private func file(_ name: String) -> URL { tessera.folder.appending(path: name) }

    @Test func `the accounts are there, and as many tokens as sessions, for the owner only`() async throws {
        let outcome = try await seed(
            "--for-load-test",
            "--users",
            "3",
            "--sessions",
            "7",
            "--tokens",
            "tokens",
            "--json"
        )
        #expect(outcome.status == 0 && outcome.error.isEmpty, "\(outcome.error)")
        let answer = try outcome.object()
        #expect(answer["users"] as? Int == 3 && answer["sessions"] as? Int == 7 && answer["tokens"] as? Int == 7)
        let tokens = try String(contentsOf: file("tokens"), encoding: .utf8).split(separator: "\n")
        #expect(tokens.count == 7 && tokens.allSatisfy { $0.hasPrefix("tsr_") })
        let mode = try FileManager.default.attributesOfItem(atPath: file("tokens").path)[.posixPermissions] as? NSNumber
        #expect(mode?.intValue == 0o600)
        let users = try await tessera.run("user", "list", "--json")
        #expect(users.output.contains("seed-000003") && !users.output.contains("seed-000004"))
        #expect(try await tessera.run("database", "check").output == "ok\n")
    }

    @Test func `without the word that it is for a load test nothing is made`() async throws {
        let outcome = try await seed("--users", "1", "--sessions", "1")
        #expect(outcome.status == 64 && outcome.error.contains("--for-load-test"))
        #expect(!FileManager.default.fileExists(atPath: file(".tessera").path))
    }

    @Test func `a database with an account is refused, and no file of tokens is left`() async throws {
        let made = try await tessera.run("user", "create", "--user-name", "alice", input: Self.password)
        #expect(made.status == 0)
        let outcome = try await seed("--for-load-test", "--users", "1", "--sessions", "1", "--tokens", "tokens")
        #expect(outcome.status == 1 && outcome.error.contains("fills only an empty one"), "\(outcome.error)")
        #expect(!FileManager.default.fileExists(atPath: file("tokens").path))
    }

    @Test func `a file that exists is not overwritten, and nothing is filled`() async throws {
        try Data("mine".utf8).write(to: file("tokens"))
        let outcome = try await seed("--for-load-test", "--users", "1", "--sessions", "1", "--tokens", "tokens")
        #expect(outcome.status == 74 && outcome.error.contains("tokens cannot be created: it exists"))
        #expect(try String(contentsOf: file("tokens"), encoding: .utf8) == "mine")
        #expect(!FileManager.default.fileExists(atPath: file(".tessera").path))
    }

    @Test func `numbers that make no sense, and a missing password, are told`() async throws {
        let none = try await seed("--for-load-test", "--users", "0", "--sessions", "1")
        #expect(none.status == 65 && none.error.contains("number of accounts"))
        let silent = try await seed("--for-load-test", "--users", "1", "--sessions", "1", input: "")
        #expect(silent.status == 65 && silent.error.contains("no password"))
        let alone = try await seed("--for-load-test", "--users", "1", "--sessions", "1", "--token-count", "1")
        #expect(alone.status == 64 && alone.error.contains("--tokens"))
    }
}
