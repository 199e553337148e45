import Foundation
import Testing

@Suite("Commands: database, keys, settings and exit status")
final class StateCommandTests {
    private let tessera: TesseraProcess

    init() throws {
        tessera = try TesseraProcess()
    }

    deinit {
        tessera.remove()
    }

    private func path(_ name: String) -> String {
        tessera.folder.appending(path: name).path
    }

    private func permissions(_ name: String) throws -> Int? {
        (try FileManager.default.attributesOfItem(atPath: path(name))[.posixPermissions] as? NSNumber)?.intValue
    }

    private func createState() async throws {
        let outcome = try await tessera.run(
            "user",
            "create",
            "--user-name",
            "alice",
            input: "seven unrelated words of mine\n"
        )
        #expect(outcome.status == 0, "\(outcome.error)")
    }

    @Test func `a command that only looks makes no database`() async throws {
        for arguments in [["user", "list"], ["key", "list"], ["database", "check"], ["database", "backup"]] {
            let outcome =
                arguments.count == 2 && arguments[1] == "backup"
                ? try await tessera.run("database", "backup", "x") : try await tessera.run(arguments[0], arguments[1])
            #expect(outcome.status == 69 && outcome.error.contains("there is no database at .tessera/tessera.sqlite"))
        }
        #expect(!FileManager.default.fileExists(atPath: path(".tessera")))
    }

    @Test func `state is for its owner only`() async throws {
        try await createState()
        #expect(try permissions(".tessera") == 0o700)
        #expect(try permissions(".tessera/tessera.sqlite") == 0o600)
        #expect(try permissions(".tessera/master-secret") == 0o600)
    }

    @Test func `a database without its master secret is refused, and no other secret is made`() async throws {
        try await createState()
        try FileManager.default.removeItem(atPath: path(".tessera/master-secret"))
        let outcome = try await tessera.run("key", "list")
        #expect(outcome.status == 78 && outcome.error.contains("Restore the secret"))
        #expect(!FileManager.default.fileExists(atPath: path(".tessera/master-secret")))
    }

    @Test func `another master secret is refused`() async throws {
        try await createState()
        let other = Data(repeating: 7, count: 32).base64EncodedString()
        let outcome = try await tessera.run("key", "list", environment: ["TESSERA_MASTER_SECRET": other])
        #expect(outcome.status == 78 && !outcome.error.contains(other), "\(outcome.status) \(outcome.error)")
    }

    @Test func `a migration says what it did, and nothing the second time`() async throws {
        let first = try await tessera.run("database", "migrate", "--json")
        #expect(first.status == 0)
        #expect(try #require(try first.object()["applied"] as? [String]).first == "accounts")
        #expect(try await tessera.run("database", "migrate").output == "up to date\n")
    }

    @Test func `a backup is sound, private, and never overwrites`() async throws {
        try await createState()
        #expect(try await tessera.run("database", "backup", "copy.sqlite").status == 0)
        #expect(try permissions("copy.sqlite") == 0o600)
        let check = try await tessera.run("database", "check", "--database-path", "copy.sqlite")
        #expect(check.status == 0 && check.output == "ok\n")
        let again = try await tessera.run("database", "backup", "copy.sqlite")
        #expect(again.status != 0 && again.error.contains("exists"))
    }

    @Test func `a damaged database is told apart from a missing one`() async throws {
        try Data("this is no database, and long enough not to be taken for an empty one".utf8)
            .write(to: tessera.folder.appending(path: "bad.sqlite"))
        let outcome = try await tessera.run("database", "check", "--database-path", "bad.sqlite")
        #expect(outcome.status == 65 && outcome.error.hasPrefix("tessera: "))
    }

    @Test func `keys are listed, rotated and revoked`() async throws {
        try await createState()
        let before = try #require(try await tessera.run("key", "list", "--json").json() as? [[String: Any]])
        #expect(before.map { $0["state"] as? String } == ["signing"])
        let rotated = try await tessera.run("key", "rotate", "--immediately", "--json").object()
        #expect(rotated["state"] as? String == "signing")
        let id = try #require(before.first?["id"] as? String)
        #expect(try await tessera.run("key", "revoke", id).status == 64, "a reason is needed")
        let revoked = try await tessera.run("key", "revoke", id, "--reason", "lost", "--json").object()
        #expect(revoked["state"] as? String == "revoked" && revoked["revocation_reason"] as? String == "lost")
        let again = try await tessera.run("key", "revoke", id, "--reason", "lost")
        #expect(again.status == 1)
        let states = try #require(try await tessera.run("key", "list", "--json").json() as? [[String: Any]])
        #expect(states.map { $0["state"] as? String } == ["revoked", "signing"])
    }

    @Test func `a rotation says by which settings it made the key, and where they came from`() async throws {
        try await createState()
        let plain = try await tessera.run("key", "rotate", "--immediately").output
        #expect(plain.contains(": ES256, signs from "))
        #expect(
            plain.contains(
                "signing-keys.algorithm ES256 (default), signing-keys.rotation-interval 30d (default), "
                    + "signing-keys.publish-ahead 1d (default)."
            ),
            "\(plain)"
        )
        let told = try await tessera.run(
            "key",
            "rotate",
            "--immediately",
            "--signing-keys-algorithm",
            "EdDSA",
            "--signing-keys-rotation-interval",
            "3d"
        )
        #expect(told.output.contains(": EdDSA, signs from "), "\(told)")
        #expect(
            told.output.contains(
                "signing-keys.algorithm EdDSA (--signing-keys-algorithm), "
                    + "signing-keys.rotation-interval 3d (--signing-keys-rotation-interval), "
            ),
            "\(told)"
        )
        let wrong = try await tessera.run("key", "rotate", "--signing-keys-algorithm", "HS256")
        #expect(wrong.status == 78 && wrong.error.contains("--signing-keys-algorithm 'HS256' is refused"), "\(wrong)")
    }

    @Test func `a key is shown, and after its revocation with those who were to be told`() async throws {
        try await createState()
        let keys = try #require(try await tessera.run("key", "list", "--json").json() as? [[String: Any]])
        let id = try #require(keys.first?["id"] as? String)
        let before = try await tessera.run("key", "show", id, "--json").object()
        #expect(before["state"] as? String == "signing" && before["verifiers"] == nil)
        let revoked = try await tessera.run("key", "revoke", id, "--reason", "lost")
        #expect(revoked.output == "\(id): revoked. See which verifiers have confirmed: tessera key show \(id)\n")
        let after = try await tessera.run("key", "show", id, "--json").object()
        #expect(after["state"] as? String == "revoked")
        #expect((after["verifiers"] as? [Any])?.isEmpty == true)
        let expected = ["confirmed": 0, "connected_afterwards": 0, "waiting": 0, "gone": 0]
        #expect(after["summary"] as? [String: Int] == expected)
        let text = try await tessera.run("key", "show", id)
        #expect(text.output.contains("Revoked because  lost"))
        #expect(text.output.hasSuffix("\n\nNo verifier was connected when the key was revoked.\n"))
        let unknown = try await tessera.run("key", "show", "nonsense")
        #expect(unknown.status == 1 && unknown.error.contains("There is no signing key nonsense."))
    }

    @Test func `settings come from flag, environment and file, and wrong ones end with 78`() async throws {
        try Data("log:\n  level: debug\nhttp:\n  port: 9001\n".utf8).write(
            to: tessera.folder.appending(path: "tessera.yaml")
        )
        let shown = try await tessera.run(
            "config",
            "show",
            "--json",
            "--refresh-policy",
            "strict",
            environment: ["TESSERA_HTTP_PORT": "9002"]
        )
        let items = try #require(try shown.json() as? [[String: Any]])
        func item(_ key: String) -> [String?] {
            let found = items.first { $0["key"] as? String == key }
            return [found?["value"] as? String, found?["origin"] as? String]
        }
        #expect(item("log.level") == ["debug", "tessera.yaml:2"])
        #expect(item("http.port") == ["9002", "TESSERA_HTTP_PORT"])
        #expect(item("refresh.policy") == ["strict", "--refresh-policy"])
        let wrong = try await tessera.run("config", "show", environment: ["TESSERA_HTP_PORT": "1"])
        #expect(wrong.status == 78 && wrong.output.isEmpty && wrong.error.contains("Did you mean TESSERA_HTTP_PORT?"))
        #expect(try await tessera.run("user", "list", "--config", "other.yaml").status == 78)
    }

    @Test func `an unknown flag names the nearest one and ends with 64`() async throws {
        let outcome = try await tessera.run("serve", "--http-prot", "1")
        #expect(outcome.status == 64 && outcome.error.contains("--http-port"))
        #expect(try await tessera.run("nonsense").status == 64)
    }

    @Test(arguments: [
        ["--help"], ["serve", "--help"], ["user", "create", "--help"], ["key", "rotate", "--help"],
        ["key", "show", "--help"],
        ["token", "verify", "--help"],
        ["database", "backup", "--help"], ["config", "show", "--help"], ["--version"],
    ])
    func `help and version go to standard output and end with 0`(arguments: [String]) async throws {
        let outcome =
            switch arguments.count {
            case 1: try await tessera.run(arguments[0])
            case 2: try await tessera.run(arguments[0], arguments[1])
            default: try await tessera.run(arguments[0], arguments[1], arguments[2])
            }
        #expect(outcome.status == 0 && outcome.error.isEmpty && !outcome.output.isEmpty)
    }
}
