import Logging
import TesseraJOSE
import TesseraTesting
import TesseraVerifier
import TestSupport
import Testing

@Suite("RemoteKeySet: answers that are no key set")
struct KeySetAnswerTests {
    private func failure(_ network: TestNetwork, logger: Logger? = nil) async -> KeySetError? {
        do {
            let keys = try RemoteKeySet(issuer: TestIssuer.name, transport: network, logger: logger)
            _ = try await keys.keySet()
            return nil
        } catch {
            return error as? KeySetError
        }
    }

    static let answers: [(KeySetResponse, KeySetError.Code, String)] = [
        (KeySetResponse(status: 200, body: []), .invalidKeySet, "empty"),
        (KeySetResponse(status: 200, body: Array(" \r\n".utf8)), .invalidKeySet, "empty"),
        (KeySetResponse(status: 200, body: Array("\n<!DOCTYPE html><p>".utf8)), .invalidKeySet, "page"),
        (KeySetResponse(status: 200, body: Array(#"{"keys":[{"kty":"EC""#.utf8)), .invalidKeySet, "cut off"),
        (KeySetResponse(status: 200, body: Array("keys".utf8)), .invalidKeySet, "no JSON"),
        (KeySetResponse(status: 200, contentEncoding: "br", body: Array("{}".utf8)), .encoded, "br"),
        (
            KeySetResponse(status: 302, location: "https://login.example.com/new\u{1B}[2J", body: []), .redirected,
            "302 from https://issuer.example/keys leads to https://login.example.com/new?[2J"
        ),
        (KeySetResponse(status: 301, body: []), .redirected, "no Location"),
        (KeySetResponse(status: 503, body: []), .status, "503"),
        (
            KeySetResponse(status: 200, body: Array(#"{"1":"-----BEGIN CERTIFICATE-----"}"#.utf8)), .invalidKeySet,
            "certificates"
        ),
    ]

    @Test(arguments: answers.indices)
    func `an answer that is no key set is called by its name`(index: Int) async throws {
        let (answer, code, words) = Self.answers[index]
        let network = TestNetwork()
        network.answer(TestNetwork.keySetAddress, .success(answer))
        let error = await failure(network)
        #expect(error?.code == code)
        let expected = words.replacing("https://issuer.example/keys", with: TestNetwork.keySetAddress)
        #expect(error?.detail?.contains(expected) == true, "\(error?.detail ?? "")")
    }

    @Test func `the coding identity is no coding`() async throws {
        let issuer = try TestIssuer()
        let network = TestNetwork()
        let body = issuer.publishedKeys.json().serialized()
        network.answer(
            TestNetwork.keySetAddress,
            .success(KeySetResponse(status: 200, contentEncoding: "Identity", body: body))
        )
        #expect(await failure(network) == nil)
    }

    @Test func `a private key that an issuer publishes refuses its whole set`() async throws {
        let network = TestNetwork()
        let key = try SigningKey.generate(.es256).jsonWebKey.json(includingPrivateKey: true)
        network.answer(TestNetwork.keySetAddress, json: ["keys": [key]])
        let error = await failure(network)
        #expect(error?.code == .invalidKeySet)
        #expect(error?.detail == "it publishes a private key")
    }

    @Test func `metadata of another issuer are told with both names`() async throws {
        let network = TestNetwork()
        network.answer(
            TestNetwork.metadataAddress,
            json: ["issuer": .string(TestIssuer.name + "/"), "jwks_uri": .string(TestNetwork.keySetAddress)]
        )
        let error = await failure(network)
        #expect(error?.code == .issuerMismatch)
        #expect(error?.detail == "the metadata names \(TestIssuer.name)/, this verifier \(TestIssuer.name)")
    }

    @Test func `a good key beside an odd one verifies, and the odd one is named in the log once`() async throws {
        let clock = ManualClock()
        let issuer = try TestIssuer(clock: clock)
        let published = try #require(issuer.publishedKeys.json()["keys"]?.array)
        let odd: JSONValue = ["kty": "RSA", "kid": "odd", "n": "AAAA", "e": "AQAB"]
        let network = TestNetwork()
        network.answer(TestNetwork.keySetAddress, json: ["keys": .array([odd] + published)])
        let log = LogRecorder()
        let keys = try RemoteKeySet(
            issuer: TestIssuer.name,
            transport: network,
            logger: log.logger,
            uptime: clock.uptime
        )
        let verifier = try issuer.verifier(keys: keys)
        for _ in 1...3 {
            _ = try await verifier.verify(issuer.token())
            clock.advance(by: .seconds(301))
        }
        #expect(network.keySetRequests == 3)
        let told = log.entries.filter { $0.message == "key of the issuer left out" }
        #expect(told.count == 1)
        #expect(told.first?.metadata["key.id"] == "odd" && told.first?.metadata["key.position"] == "0")
        #expect(told.first?.metadata["error.code"] == "invalid_key")
    }
}
