import ArgumentParser
import TesseraTesting
import Testing

@testable import notes

@Suite("The command notes")
struct NotesCommandTests {
    @Test func `it runs without options, on loopback`() throws {
        let command = try NotesCommand.parse([])
        #expect(command.address == "127.0.0.1")
        #expect(command.port == 8081)
        #expect(command.issuer == "http://localhost:8080")
    }

    @Test func `its options are read`() throws {
        let command = try NotesCommand.parse([
            "--issuer", "https://login.example.com", "--audience", "notes", "--port", "0", "--address", "::1",
            "--allowed-origin", "https://a.example.com", "--allowed-origin", "http://localhost:4200",
            "--verifier-name", "notes-2",
        ])
        #expect(command.issuer == "https://login.example.com")
        #expect(command.audience == "notes")
        #expect(command.port == 0)
        #expect(command.verifierName == "notes-2")
        #expect(command.allowedOrigins == ["https://a.example.com", "http://localhost:4200"])
    }

    @Test(arguments: [
        ["--port", "65536"], ["--port", "-1"], ["--port", "http"], ["--leeway", "301"], ["--leeway", "-1"],
        ["--address", "0.0.0.0"], ["--issuer", "http://login.example.com"], ["--issuer", "login"],
        ["--allowed-origin", "*"], ["--allowed-origin", "https://*.example.com"], ["--allowed-origin", "example.com"],
        ["--allowed-origin", "https://example.com/"], ["--allowed-origin", "https://"],
        ["--allowed-origin", "https://Example.com"], ["--unknown"], ["--verifier-name", ""],
        ["--verifier-name", "a b"],
    ])
    func `an option that makes no sense or no safe server is refused`(arguments: [String]) {
        #expect(throws: (any Error).self) { try NotesCommand.parse(arguments) }
    }

    @Test func `another address than loopback needs a proxy that speaks TLS`() throws {
        let command = try NotesCommand.parse(["--address", "0.0.0.0", "--behind-proxy"])
        #expect(command.address == "0.0.0.0")
    }

    @Test(arguments: ["api.example.com", "ftp://api.example.com", "https://api.example.com/"])
    func `a public URL is one, without a slash at the end`(url: String) {
        #expect(throws: (any Error).self) { try NotesCommand.parse(["--public-url", url]) }
    }

    @Test func `its help names every option`() {
        let help = NotesCommand.helpMessage()
        for option in [
            "--issuer", "--audience", "--port", "--address", "--allowed-origin", "--leeway", "--behind-proxy",
            "--verifier-name", "--public-url",
        ] {
            #expect(help.contains(option))
        }
    }
}
