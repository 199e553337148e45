import Foundation
import TesseraJOSE
import Testing

@Suite("Commands: decoding and verifying tokens")
final class TokenCommandTests {
    private let tessera: TesseraProcess
    private let key: SigningKey

    init() throws {
        tessera = try TesseraProcess()
        key = try SigningKey.generate(.eddsa)
        let keys = JSONWebKeySet([try #require(key.publicKey)]).json().serialized()
        try Data(keys).write(to: tessera.folder.appending(path: "keys.json"))
    }

    deinit {
        tessera.remove()
    }

    private func token(expiresAt: Int64 = 4_102_444_800, name: String = "Zoë") throws -> String {
        let payload: JSONValue = ["iss": "https://id.example.com", "exp": .integer(expiresAt), "name": .string(name)]
        return try key.sign(payload.serialized(), type: "at+jwt")
    }

    @Test func `decode shows header, claims and times in words, and says that nothing is verified`() async throws {
        let outcome = try await tessera.run("token", "decode", try token(expiresAt: 1_000_000_000))
        #expect(outcome.status == 0)
        #expect(outcome.output.contains("\"alg\": \"EdDSA\"") && outcome.output.contains("Zoë"))
        #expect(outcome.output.contains("expired 2001-09-09T01:46:40Z") && outcome.output.contains("not verified"))
    }

    @Test func `decode reads standard input and gives JSON`() async throws {
        let outcome = try await tessera.run("token", "decode", "-", "--json", input: "Bearer \(try token())\n")
        let object = try outcome.object()
        #expect((object["payload"] as? [String: Any])?["name"] as? String == "Zoë")
        #expect(object["verified"] as? Bool == false)
    }

    @Test func `a claim cannot forge lines on the terminal`() async throws {
        let outcome = try await tessera.run("token", "decode", try token(name: "a\u{1B}[2J\u{202E}b\u{85}"))
        #expect(outcome.status == 0)
        #expect(!outcome.output.unicodeScalars.contains { ["\u{1B}", "\u{202E}", "\u{85}"].contains($0) })
    }

    @Test(arguments: ["x", "a.b", "a.b.c.d", "e30.e30.=", ""])
    func `what is no token ends with 65`(text: String) async throws {
        let outcome = try await tessera.run("token", "decode", text)
        #expect(outcome.status == 65 && outcome.error.hasPrefix("tessera: ") && outcome.output.isEmpty)
    }

    @Test func `verify ends with 0 for a good token and with 1 for the rule that refuses`() async throws {
        let good = try await tessera.run("token", "verify", try token(), "--jwks", "keys.json", "--type", "at+jwt")
        #expect(good.status == 0 && good.output.hasSuffix("ACCEPTED\n"))
        let issuer = "https://other.example.com"
        let bad = try await tessera.run(
            "token",
            "verify",
            try token(),
            "--jwks",
            "keys.json",
            "--issuer",
            issuer,
            "--json"
        )
        #expect(bad.status == 1 && bad.error.isEmpty)
        #expect(try bad.object()["refused_by"] as? String == "issuer")
        let late = try await tessera.run("token", "verify", try token(), "--jwks", "keys.json", "--now", "4102444800")
        #expect(late.status == 1 && late.output.contains("REFUSED by the rule expiry"))
    }

    @Test func `verify says what is missing or wrong about its own arguments`() async throws {
        let token = try token()
        #expect(try await tessera.run("token", "verify", token).status == 64)
        #expect(try await tessera.run("token", "verify", token, "--jwks", "none.json").status == 69)
        #expect(try await tessera.run("token", "verify", token, "--jwks", "http://example.com/keys").status == 64)
        let algorithm = try await tessera.run("token", "verify", token, "--jwks", "keys.json", "--algorithms", "ES265")
        #expect(algorithm.status == 64 && algorithm.error.contains("Did you mean ES256?"))
        try Data("{}".utf8).write(to: tessera.folder.appending(path: "empty.json"))
        #expect(try await tessera.run("token", "verify", token, "--jwks", "empty.json").status == 65)
    }
}
