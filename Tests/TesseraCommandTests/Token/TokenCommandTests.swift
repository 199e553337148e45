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

    @Test func `decode shows what can be shown of a broken token, and tells what is wrong and where`() async throws {
        let broken = "eyJhbGciOiJub25lIn0.eyJhIjoxLCJhIjoyfQ=="
        let outcome = try await tessera.run("token", "decode", broken)
        #expect(outcome.status == 0 && outcome.error.isEmpty)
        for text in ["\"alg\": \"none\"", "\"a\": 2", "has 2 parts", "at byte 38", "members twice: \"a\""] {
            #expect(outcome.output.contains(text), "\(text)")
        }
        let object = try await tessera.run("token", "decode", broken, "--json").object()
        let faults = try #require(object["faults"] as? [[String: Any]])
        #expect(faults.compactMap { $0["fault"] as? String } == ["part_count", "padding", "repeated_member"])
        #expect(faults[1]["position"] as? Int == 38 && faults[1]["part"] as? String == "payload")
    }

    @Test func `decode tells an encrypted token and a nested one`() async throws {
        let encrypted = try await tessera.run("token", "decode", "eyJhbGciOiJkaXIifQ..AAAA.AAAA.AAAA")
        #expect(encrypted.status == 0 && encrypted.output.contains("encrypted"))
    }

    @Test(arguments: ["x", "a.b", "a.b.c.d", "=.=.=", "{}", ""])
    func `what is no token ends with 65`(text: String) async throws {
        let outcome = try await tessera.run("token", "decode", text)
        #expect(outcome.status == 65 && outcome.error.hasPrefix("tessera: ") && outcome.output.isEmpty)
    }

    @Test func `what copying brings along is no part of the token`() async throws {
        let token = try token()
        let texts = [
            "DPoP \(token)", "\"\(token)\"", "'\(token)'", "Authorization: Bearer \(token)", "\u{FEFF}\(token)\r\n",
            "\"Bearer \(token)\"", "https://app.example.com/cb#state=1&access_token=\(token)&token_type=bearer",
            "http://localhost:4200/?id_token=\(token)",
        ]
        for text in texts {
            let outcome = try await tessera.run("token", "verify", "-", "--jwks", "keys.json", input: text)
            #expect(outcome.status == 0, "\(text.prefix(20)): \(outcome.output)\(outcome.error)")
        }
        for text in ["https://app.example.com/cb#state=1", "\"\(token)'", "\"", "DPoP"] {
            #expect(
                try await tessera.run("token", "verify", "-", "--jwks", "keys.json", input: text).status != 0,
                "\(text)"
            )
        }
    }

    @Test func `a token of another kind is called by its name`() async throws {
        let paseto = try await tessera.run("token", "decode", "v4.public.eyJhIjoxfQ.AAAA")
        #expect(paseto.status == 65 && paseto.error.contains("PASETO"))
        let encrypted = "eyJhbGciOiJkaXIifQ..AAAA.AAAA.AAAA"
        let outcome = try await tessera.run("token", "verify", encrypted, "--jwks", "keys.json")
        #expect(outcome.status == 1 && outcome.output.contains("encrypted token (JWE, RFC 7516)"))
    }

    @Test func `a time in milliseconds is no time, and is told what it would be`() async throws {
        let outcome = try await tessera.run("token", "decode", try token(expiresAt: 1_764_547_200_000))
        #expect(outcome.output.contains("not a time in seconds") && outcome.output.contains("2025-12-01T00:00:00Z"))
        #expect(!outcome.output.contains("9999-"))
        let object = try await tessera.run("token", "decode", try token(expiresAt: .min), "--json").object()
        let times = try #require(object["times"] as? [[String: Any]])
        #expect(times.count == 1 && times[0]["time"] is NSNull)
    }

    @Test func `the key that a token names says why it was left out, and no other key does`() async throws {
        let used = try #require(key.publicKey).json(includingPrivateKey: false).object
        var sealed = try #require(used)
        sealed["use"] = "enc"
        sealed["kid"] = "sealed"
        var named = try #require(used)
        named["use"] = "jwt-svid"
        let set: JSONValue = ["keys": [.object(sealed), .object(named)]]
        try Data(set.serialized()).write(to: tessera.folder.appending(path: "spiffe.json"))
        let outcome = try await tessera.run("token", "verify", try token(), "--jwks", "spiffe.json")
        #expect(
            outcome.status == 1 && outcome.output.contains("A key was left out: \"\(key.keyID)\": The key's \"use\"")
        )
        #expect(!outcome.output.contains("sealed"))
    }

    @Test func `keys that are empty, or no keys, are called by their name`() async throws {
        let file = tessera.folder.appending(path: "other")
        for (text, words) in [
            ("", "are empty"), (" \n", "are empty"),
            (#"{"1":"-----BEGIN CERTIFICATE-----\nAA==\n"}"#, "map of certificates"),
            ("-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n", "openssl x509 -pubkey"),
        ] {
            try Data(text.utf8).write(to: file)
            let outcome = try await tessera.run("token", "verify", try token(), "--jwks", "other")
            #expect(outcome.status == 65 && outcome.error.contains(words), "\(outcome.status) \(outcome.error)")
        }
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
        #expect(try bad.object()["rule"] as? String == "issuer")
        let late = try await tessera.run("token", "verify", try token(), "--jwks", "keys.json", "--now", "4102444800")
        #expect(late.status == 1 && late.output.contains("REFUSED by the rule expired"))
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

    @Test func `keys come as a set, as a key, in PEM, and from standard input`() async throws {
        let signer = try #require(key.publicKey)
        let alone = signer.json(includingPrivateKey: false).serialized()
        try Data(alone).write(to: tessera.folder.appending(path: "key.json"))
        #expect(try await tessera.run("token", "verify", try token(), "--jwks", "key.json").status == 0)
        let piped = String(decoding: alone, as: UTF8.self)
        #expect(try await tessera.run("token", "verify", try token(), "--jwks", "-", input: piped).status == 0)
        let issuer = WorkbenchIssuer.shared
        try Data(issuer.publicPEM.utf8).write(to: tessera.folder.appending(path: "key.pem"))
        let moment = "\(WorkbenchIssuer.now)"
        let arguments = ["--jwks", "key.pem", "--now", moment, "--algorithms", "ES256"]
        #expect(try await tessera.run(["token", "verify", issuer.token()] + arguments).status == 0)
        #expect(try await tessera.run(["token", "verify", try token()] + arguments).status == 1)
    }

    @Test func `a secret verifies only when its algorithm is named`() async throws {
        let secret = try SigningKey.generate(.hs256, keyID: "secret")
        let keys = secret.jsonWebKey.json(includingPrivateKey: true).serialized()
        try Data(keys).write(to: tessera.folder.appending(path: "secret.json"))
        let token = try secret.sign(Array("{\"exp\":4102444800}".utf8), type: nil)
        #expect(try await tessera.run("token", "verify", token, "--jwks", "secret.json").status == 1)
        let named = ["token", "verify", token, "--jwks", "secret.json", "--algorithms", "HS256"]
        #expect(try await tessera.run(named).status == 0)
    }

    @Test func `a batch ends with 0, with 1 for a refusal only when told to, and never shows a token`() async throws {
        let good = try token()
        let input = good + "\n\nnonsense\r\n" + good.dropLast(4) + "AAAA"
        let batch = ["token", "verify", "--batch", "-", "--jwks", "keys.json"]
        let outcome = try await tessera.run(batch, input: input)
        #expect(outcome.status == 0 && outcome.error.isEmpty)
        let verdicts = try outcome.output.split(separator: "\n").map { try JSONValue(parsing: String($0)) }
        #expect(verdicts.map { $0["rule"]?.string } == [nil, "malformed", "malformed", "signature"])
        #expect(!outcome.output.contains(good.split(separator: ".")[1]))
        #expect(try await tessera.run(batch + ["--fail-on-refusal"], input: input).status == 1)
        #expect(try await tessera.run(batch + ["--fail-on-refusal"], input: good).status == 0)
    }

    @Test func `a batch that cannot run says so`() async throws {
        let batch = ["token", "verify", "--jwks", "keys.json", "--batch"]
        #expect(try await tessera.run(batch + ["absent.txt"]).status == 69)
        #expect(try await tessera.run(batch + ["."]).status == 69)
        #expect(try await tessera.run(batch + ["-"] + ["token"]).status == 64)
        #expect(try await tessera.run(["token", "verify", "--batch", "-", "--jwks", "-"]).status == 64)
    }

    @Test func `any bytes on standard input are judged`() async throws {
        for input in ["\u{0}", "\u{FEFF}x.y.z", String(repeating: "A.", count: 50_000)] {
            let outcome = try await tessera.run("token", "verify", "-", "--jwks", "keys.json", "--json", input: input)
            let rule = input.utf8.count > 16_384 ? "too_large" : "malformed"
            #expect(try outcome.status == 1 && outcome.object()["rule"] as? String == rule)
        }
    }

    @Test func `no address in a token's header is ever called`() async throws {
        let listener = try SilentListener()
        let address = JSONValue.string("http://127.0.0.1:\(listener.port)/keys.json")
        let issuer = WorkbenchIssuer.shared
        try Data(issuer.key.serialized()).write(to: tessera.folder.appending(path: "key.json"))
        for name in ["jku", "x5u", "iss"] {
            let token = issuer.token(header: [name: address])
            let verify = ["token", "verify", token, "--jwks", "key.json", "--now", "\(WorkbenchIssuer.now)"]
            #expect(try await tessera.run(verify).status == 0)
            let forged = ["token", "verify", String(token.dropLast(4)) + "AAAA", "--jwks", "key.json"]
            #expect(try await tessera.run(forged).status == 1)
            _ = try await tessera.run("token", "decode", token)
            _ = try await tessera.run("token", "lint", token)
        }
        #expect(!listener.hasCaller)
    }

    @Test func `lint ends with 1 for an error, names rule and section, and lints the keys`() async throws {
        let clean = WorkbenchIssuer.shared.token()
        let moment = "\(WorkbenchIssuer.now)"
        let good = try await tessera.run("token", "lint", clean, "--now", moment)
        #expect(good.status == 0 && good.output.contains("0 errors, 0 warnings, 0 notes"))
        #expect(good.output.contains("Nothing is verified"))
        let secret = key.jsonWebKey.json(includingPrivateKey: true).serialized()
        try Data(secret).write(to: tessera.folder.appending(path: "private.json"))
        let bad = try await tessera.run("token", "lint", clean, "--now", moment, "--jwks", "private.json", "--json")
        #expect(bad.status == 1)
        let object = try bad.object()
        let findings = try #require(object["findings"] as? [[String: Any]])
        let finding = try #require(findings.first { $0["id"] as? String == "private_key_published" })
        #expect(finding["severity"] as? String == "error" && finding["section"] as? String == "RFC 7517 §9.2")
        #expect(finding["what"] != nil && finding["why"] != nil && finding["do"] != nil)
    }

    @Test func `lint lists its rules`() async throws {
        let outcome = try await tessera.run("token", "lint", "--rules", "--json")
        #expect(outcome.status == 0)
        #expect((try outcome.object()["rules"] as? [[String: Any]])?.count ?? 0 >= 30)
        #expect(try await tessera.run("token", "lint").status == 64)
    }
}
