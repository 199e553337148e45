import Foundation
import Testing

@Suite("Commands: the audit trail")
final class AuditCommandTests {
    private let tessera: TesseraProcess

    init() throws {
        tessera = try TesseraProcess()
    }

    deinit {
        tessera.remove()
    }

    private func lines(_ arguments: String...) async throws -> [[String: Any]] {
        let outcome = try await tessera.run(["audit", "--json"] + arguments)
        #expect(outcome.status == 0, "\(outcome.error)")
        return try outcome.output.split(separator: "\n").map { line in
            try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        }
    }

    private func create(_ name: String) async throws -> String {
        let outcome = try await tessera.run(
            ["user", "create", "--user-name", name, "--json"],
            input: "seven unrelated words of mine\n"
        )
        #expect(outcome.status == 0, "\(outcome.error)")
        return try #require(try outcome.object()["id"] as? String)
    }

    @Test func `events are shown by account and kind, the newest last, and page by page`() async throws {
        let alice = try await create("alice")
        _ = try await create("bob")
        #expect(try await tessera.run("user", "disable", "alice").status == 0)
        #expect(try await tessera.run("user", "enable", "alice").status == 0)

        let all = try await lines()
        let ids = all.compactMap { $0["id"] as? Int }
        #expect(ids == ids.sorted() && ids.count == all.count)
        let ofAlice = try await lines("--user", "alice")
        #expect(ofAlice.map { $0["kind"] as? String } == ["account.created", "account.disabled", "account.enabled"])
        #expect(ofAlice.allSatisfy { $0["account_id"] as? String == alice && $0["actor"] as? String == "command" })
        #expect(try await lines("--user", alice).count == 3)
        let created = try await lines("--kind", "account.created", "--kind", "account.enabled")
        #expect(created.map { $0["kind"] as? String } == ["account.created", "account.created", "account.enabled"])
        let last = try await lines("--limit", "1")
        #expect(last.first?["id"] as? Int == ids.last)
        let before = try await lines("--limit", "1", "--before", "\(try #require(ids.last))")
        #expect(before.first?["id"] as? Int == ids.dropLast().last)
        let text = try await tessera.run("audit", "--user", "alice", "--limit", "1")
        #expect(text.output.contains("account.enabled  account \(alice)  by command"), "\(text.output)")
    }

    @Test func `what cannot be meant is refused with what can`() async throws {
        _ = try await create("alice")
        for (arguments, words) in [
            (["--kind", "sign_in.faild"], "Did you mean sign_in.failed?"), (["--limit", "0"], "1 to 1000"),
            (["--follow", "--before", "3"], "one of them"),
        ] {
            let outcome = try await tessera.run(["audit"] + arguments)
            #expect(outcome.status == 64 && outcome.error.contains(words), "\(outcome.error)")
        }
        let nobody = try await tessera.run("audit", "--user", "carol")
        #expect(nobody.status == 1 && nobody.error.contains("there is no account 'carol'"))
    }
}
