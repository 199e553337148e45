import Foundation
import Testing

@Suite("Commands whose answer cannot be written")
final class UnwritableOutputTests {
    private let tessera: TesseraProcess

    init() throws {
        tessera = try TesseraProcess()
    }

    deinit {
        tessera.remove()
    }

    /// A file that is full at the first byte.
    private func full() throws -> FileHandle { try #require(FileHandle(forWritingAtPath: "/dev/full")) }

    /// A pipe whose reader has gone.
    private func brokenPipe() throws -> FileHandle {
        let pipe = Pipe()
        try pipe.fileHandleForReading.close()
        return pipe.fileHandleForWriting
    }

    @Test(
        arguments: [
            ["config", "show"], ["config", "show", "--json"], ["config", "template"], ["user", "list"],
            ["user", "list", "--json"],
            ["client", "list"], ["client", "show", "notes"], ["client", "disable", "notes"], ["key", "list"],
            ["key", "rotate"],
            ["database", "check"], ["database", "migrate"], ["token", "lint", "--rules"], ["--help"],
            ["--version"], ["help", "client"],
        ]
    )
    func `every command ends with 74 and says why`(arguments: [String]) async throws {
        _ = try await tessera.run("client", "create", "notes")
        let outcome = try await tessera.run(arguments, output: full())
        #expect(outcome.status == 74, "\(outcome)")
        #expect(outcome.error.hasPrefix("tessera: the output cannot be written to standard output: "), "\(outcome)")
        let broken = try await tessera.run(arguments, output: brokenPipe())
        #expect(broken.status == 74 && broken.error.contains("standard output"), "\(broken)")
    }

    @Test func `a client whose secret cannot be told is not made`() async throws {
        for output in [try full(), try brokenPipe()] {
            let outcome = try await tessera.run(["client", "create", "notes"], output: output)
            #expect(outcome.status == 74 && outcome.error.contains("Nothing was"), "\(outcome)")
            #expect(!outcome.error.contains("is created") && !outcome.error.contains("tsc_"))
        }
        let closed = try await tessera.shell(#""$0" client create notes >&-"#)
        #expect(closed.status == 74 && closed.error.contains("Nothing was done"), "\(closed)")
        _ = try await tessera.run("client", "create", "another")
        let list = try await tessera.run("client", "list", "--json")
        #expect(try (list.json() as? [[String: Any]])?.map { $0["client_id"] as? String } == ["another"])
        // The name is free, and nothing stands in the way.
        #expect(try await tessera.run("client", "create", "notes").status == 0)
    }

    @Test func `a secret that cannot be told replaces none`() async throws {
        _ = try await tessera.run("client", "create", "notes")
        let before = try await tessera.run("client", "show", "notes", "--json").object()
        for output in [try full(), try brokenPipe()] {
            let outcome = try await tessera.run(["client", "rotate-secret", "notes"], output: output)
            #expect(outcome.status == 74 && outcome.error.contains("Nothing was"), "\(outcome)")
        }
        let after = try await tessera.run("client", "show", "notes", "--json").object()
        #expect(after["secret_created_at"] as? String == before["secret_created_at"] as? String)
    }

    @Test func `where nobody can be told, nothing is done`() async throws {
        let password = "correct horse battery staple\n"
        for line in [#""$0" user create --user-name ada >&-"#, #""$0" user create --user-name ada >&- 2>&-"#] {
            let closed = try await tessera.shell(line, input: password)
            #expect(closed.status == 74, "\(closed)")
        }
        #expect(try await tessera.run("user", "create", "--user-name", "grace", input: password).status == 0)
        let list = try await tessera.run("user", "list")
        #expect(list.output.contains("grace") && !list.output.contains("ada"))
    }

    @Test func `notes that cannot be written change nothing`() async throws {
        for redirection in ["2>/dev/full", "2>&-"] {
            let name = "notes\(redirection.count)"
            let outcome = try await tessera.shell("\"$0\" client create \(name) \(redirection)")
            #expect(outcome.status == 0 && outcome.output.contains("tsc_"), "\(outcome)")
        }
        let closed = try await tessera.shell(#""$0" client create all <&- 2>&-"#)
        #expect(closed.status == 0 && closed.output.contains("tsc_"), "\(closed)")
        #expect(try await tessera.run("database", "check").output == "ok\n")
    }
}
