import Foundation
import Testing

@Suite("Commands: confidential clients")
final class ClientCommandTests {
    private let tessera: TesseraProcess

    init() throws {
        tessera = try TesseraProcess()
    }

    deinit {
        tessera.remove()
    }

    @Test func `a client is created, listed, shown and deleted, and its secret is shown once`() async throws {
        let created = try await tessera.run(
            "client",
            "create",
            "notes-api",
            "--name",
            "Notes API",
            "--only",
            "introspect",
            "--json"
        )
        #expect(created.status == 0, "\(created.error)")
        let client = try created.object()
        let secret = try #require(client["client_secret"] as? String)
        #expect(secret.hasPrefix("tsc_") && client["client_id"] as? String == "notes-api")
        #expect(client["permissions"] as? [String] == ["introspect"])
        #expect(!created.error.contains(secret))
        let list = try await tessera.run("client", "list", "--json")
        let clients = try #require(try list.json() as? [[String: Any]])
        #expect(clients.map { $0["client_id"] as? String } == ["notes-api"])
        let shown = try await tessera.run("client", "show", "notes-api")
        #expect(shown.output.contains("Notes API") && shown.output.contains("introspect"))
        let table = try await tessera.run("client", "list")
        for outcome in [list, shown, table] { #expect(outcome.status == 0 && !outcome.output.contains("tsc_")) }
        let deleted = try await tessera.run("client", "delete", "notes-api")
        #expect(deleted.output == "notes-api: deleted\n")
        #expect(try await tessera.run("client", "list").output == "no client\n")
    }

    @Test func `no client may introspect refresh tokens unless that is named`() async throws {
        let usual = try await tessera.run("client", "create", "--json").object()
        #expect(usual["permissions"] as? [String] == ["introspect", "revoke"])
        let named = try await tessera.run(
            "client",
            "create",
            "--only",
            "introspect-refresh",
            "--only",
            "introspect",
            "--json"
        )
        #expect(try named.object()["permissions"] as? [String] == ["introspect", "introspect-refresh"])
    }

    @Test func `without a name one is made, and the secret stands alone on standard output`() async throws {
        let outcome = try await tessera.run("client", "create")
        let lines = outcome.output.split(separator: "\n")
        #expect(outcome.status == 0 && lines.count == 2)
        #expect(lines[0].contains("client-") && lines[1].contains("tsc_"))
        #expect(outcome.error.contains("shown only once") && !outcome.error.contains("tsc_"))
    }

    @Test func `a secret is rotated at once, or kept for a while, and never three are good`() async throws {
        let first = try await tessera.run("client", "create", "notes", "--json").object()
        let kept = try await tessera.run("client", "rotate-secret", "notes", "--keep", "24h", "--json").object()
        #expect(kept["previous_secret"] is [String: Any])
        #expect(kept["client_secret"] as? String != first["client_secret"] as? String)
        let third = try await tessera.run("client", "rotate-secret", "notes", "--keep", "24h")
        #expect(third.status == 1 && third.output.isEmpty && third.error.contains("two secrets"))
        let atOnce = try await tessera.run("client", "rotate-secret", "notes", "--json").object()
        #expect(atOnce["previous_secret"] is NSNull)
    }

    @Test func `a client is disabled and enabled`() async throws {
        _ = try await tessera.run("client", "create", "notes")
        #expect(try await tessera.run("client", "disable", "notes").output == "notes: disabled\n")
        #expect(try await tessera.run("client", "show", "notes", "--json").object()["disabled"] as? Bool == true)
        #expect(try await tessera.run("client", "enable", "notes").output == "notes: enabled\n")
        #expect(try await tessera.run("client", "show", "notes", "--json").object()["disabled"] as? Bool == false)
    }

    @Test(arguments: [["show"], ["disable"], ["enable"], ["delete"], ["rotate-secret"]])
    func `a client that is not there ends with 1 and says how to find one`(command: [String]) async throws {
        _ = try await tessera.run("client", "create", "notes")
        let outcome = try await tessera.run("client", command[0], "notse")
        #expect(outcome.status == 1 && outcome.output.isEmpty && outcome.error.contains("tessera client list"))
    }

    @Test(
        arguments: [
            (["a", "--only", "administer"], 64), (["käse"], 65), (["a", "--name", ""], 65), (["first-party"], 1),
            ([String(repeating: "a", count: 129)], 65),
        ] as [([String], Int32)]
    )
    func `what cannot be is refused and says so`(arguments: [String], status: Int32) async throws {
        let outcome =
            arguments.count == 1
            ? try await tessera.run("client", "create", arguments[0])
            : try await tessera.run("client", "create", arguments[0], arguments[1], arguments[2])
        #expect(outcome.status == status && outcome.output.isEmpty, "\(outcome)")
        #expect(outcome.error.hasPrefix("tessera: ") || outcome.error.contains("Error: "), "\(outcome.error)")
    }

    @Test(arguments: ["31d", "1.5h", "x", "-1s"])
    func `a time to keep that cannot be is a wrong command line`(keep: String) async throws {
        let outcome = try await tessera.run("client", "rotate-secret", "notes", "--keep=\(keep)")
        #expect(outcome.status == 64 && outcome.error.contains("--keep"))
    }

    @Test func `every command has help with an example`() async throws {
        for command in ["create", "list", "show", "rotate-secret", "disable", "enable", "delete"] {
            let help = try await tessera.run("client", command, "--help")
            #expect(help.status == 0 && help.output.contains("Example: tessera client \(command)"), "\(command)")
        }
    }
}
