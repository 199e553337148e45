import TesseraJOSE
import TesseraTesting
import TesseraVerifier
import Testing

@Suite("RemoteKeySet: while the issuer is down")
struct RemoteKeySetOutageTests {
    let clock = ManualClock()
    let issuer: TestIssuer
    let network: TestNetwork
    let verifier: AccessTokenVerifier
    let token: String

    init() throws {
        issuer = try TestIssuer()
        network = TestNetwork(keys: issuer.publishedKeys, cacheControl: "max-age=300")
        let keys = try RemoteKeySet(issuer: TestIssuer.name, transport: network, uptime: clock.uptime)
        verifier = try issuer.verifier(keys: keys)
        token = try issuer.token()
    }

    @Test func `the old set serves up to an hour past its lifetime and no longer`() async throws {
        _ = try await verifier.verify(token)
        network.fail(.unreachable)
        clock.advance(by: .seconds(300))
        _ = try await verifier.verify(token)
        clock.advance(by: .seconds(3600) - .milliseconds(1))
        _ = try await verifier.verify(token)
        clock.advance(by: .milliseconds(1))
        await #expect(throws: VerificationError(rule: .keysUnavailable)) { try await verifier.verify(token) }
    }

    @Test(arguments: [KeySetError.Code.timedOut, .tooLarge, .unreachable])
    func `any failure counts as an outage`(code: KeySetError.Code) async throws {
        _ = try await verifier.verify(token)
        network.fail(code)
        clock.advance(by: .seconds(300))
        _ = try await verifier.verify(token)
    }

    @Test func `a broken answer never replaces a good set`() async throws {
        _ = try await verifier.verify(token)
        network.answer(TestNetwork.keySetAddress, json: ["keys": "none"])
        clock.advance(by: .seconds(300))
        _ = try await verifier.verify(token)
    }

    @Test func `the issuer is asked every ten seconds`() async throws {
        _ = try await verifier.verify(token)
        network.fail(.unreachable)
        clock.advance(by: .seconds(300))
        let before = network.requests.count
        for _ in 1...10 { _ = try await verifier.verify(token) }
        // A fetch that nobody waits for would have had its turn by now.
        for _ in 1...1000 { await Task.yield() }
        #expect(network.requests.count == before + 1)
        clock.advance(by: .seconds(10))
        _ = try await verifier.verify(token)
        while network.requests.count < before + 2 { await Task.yield() }
        #expect(network.requests.count == before + 2)
    }

    @Test func `nobody waits for an issuer that was down a moment ago`() async throws {
        _ = try await verifier.verify(token)
        network.fail(.unreachable)
        clock.advance(by: .seconds(300))
        _ = try await verifier.verify(token)
        clock.advance(by: .seconds(10))
        network.hold()
        // This would never return if it waited for the fetch that it starts.
        _ = try await verifier.verify(token)
        network.release()
    }

    @Test func `the new set is taken once the issuer is back`() async throws {
        _ = try await verifier.verify(token)
        network.fail(.unreachable)
        clock.advance(by: .seconds(300))
        _ = try await verifier.verify(token)
        let rotated = try TestIssuer()
        network.answer(
            TestNetwork.metadataAddress,
            json: ["issuer": .string(TestIssuer.name), "jwks_uri": .string(TestNetwork.keySetAddress)]
        )
        network.publish(rotated.publishedKeys)
        clock.advance(by: .seconds(10))
        _ = try await verifier.verify(rotated.token())
    }

    @Test func `a verifier that starts before its issuer refuses with unavailable and recovers within a second`()
        async throws
    {
        network.fail(.unreachable)
        for _ in 1...5 {
            await #expect(throws: VerificationError(rule: .keysUnavailable)) { try await verifier.verify(token) }
        }
        #expect(network.requests.count == 1)
        network.answer(
            TestNetwork.metadataAddress,
            json: ["issuer": .string(TestIssuer.name), "jwks_uri": .string(TestNetwork.keySetAddress)]
        )
        network.publish(issuer.publishedKeys)
        clock.advance(by: .seconds(1))
        _ = try await verifier.verify(token)
    }
}
