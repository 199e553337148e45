import TesseraJOSE
import TesseraTesting
import TesseraVerifier
import Testing

@Suite("RemoteKeySet: fetching and freshness")
struct RemoteKeySetTests {
    let clock = ManualClock()

    private func remote(_ network: TestNetwork, _ policy: KeySetPolicy = .standard) throws -> RemoteKeySet {
        try RemoteKeySet(issuer: TestIssuer.name, policy: policy, transport: network, uptime: clock.uptime)
    }

    @Test func `nothing is fetched before the first token, then metadata and keys, then nothing while fresh`()
        async throws
    {
        let issuer = try TestIssuer()
        let network = TestNetwork(keys: issuer.publishedKeys)
        let keys = try remote(network)
        #expect(network.requests.isEmpty)
        let verifier = try issuer.verifier(keys: keys)
        for _ in 1...5 {
            _ = try await verifier.verify(issuer.token())
            clock.advance(by: .seconds(50))
        }
        #expect(network.requests == [TestNetwork.metadataAddress, TestNetwork.keySetAddress])
    }

    @Test func `a key set at a known address needs no metadata`() async throws {
        let issuer = try TestIssuer()
        let network = TestNetwork(keys: issuer.publishedKeys)
        let keys = try RemoteKeySet(keySetURL: TestNetwork.keySetAddress, transport: network, uptime: clock.uptime)
        #expect(try await keys.keySet().keyIDs == [issuer.key.keyID])
        #expect(network.requests == [TestNetwork.keySetAddress])
    }

    @Test(arguments: [
        ("max-age=120", 120), ("public, max-age=120", 120), (nil, 300), ("max-age=1", 30), ("max-age=999999", 3600),
        ("no-store", 30), ("no-cache", 30), ("max-age=99999999999999999999999", 3600), ("max-age=abc", 30),
    ])
    func `max-age is honoured within the bounds`(header: String?, seconds: Int) async throws {
        let network = TestNetwork(cacheControl: header)
        let keys = try remote(network)
        _ = try await keys.keySet()
        clock.advance(by: .seconds(seconds) - .milliseconds(1))
        _ = try await keys.keySet()
        #expect(network.keySetRequests == 1)
        clock.advance(by: .milliseconds(1))
        _ = try await keys.keySet()
        #expect(network.keySetRequests == 2)
    }

    @Test func `a refetched set replaces the old one whole`() async throws {
        let old = try TestIssuer()
        let new = try TestIssuer()
        let network = TestNetwork(keys: old.publishedKeys)
        let verifier = try old.verifier(keys: remote(network))
        _ = try await verifier.verify(old.token())
        network.publish(new.publishedKeys)
        clock.advance(by: .seconds(300))
        _ = try await verifier.verify(new.token())
        await #expect(throws: VerificationError(rule: .unknownKey)) { try await verifier.verify(old.token()) }
    }

    @Test func `however many ask at once, one fetch is under way`() async throws {
        let issuer = try TestIssuer()
        let network = TestNetwork(keys: issuer.publishedKeys)
        let keys = try remote(network)
        network.hold()
        try await withThrowingTaskGroup(of: [String].self) { group in
            for _ in 1...50 {
                group.addTask { try await keys.keySet().keyIDs }
            }
            // Everybody has had a turn while the issuer was silent.
            for _ in 1...1000 { await Task.yield() }
            network.release()
            for try await keyIDs in group { #expect(keyIDs == [issuer.key.keyID]) }
        }
        #expect(network.requests.count == 2)
    }

    @Test func `a caller who goes away takes the answer from nobody`() async throws {
        let issuer = try TestIssuer()
        let network = TestNetwork(keys: issuer.publishedKeys)
        let keys = try remote(network)
        network.hold()
        let impatient = Task { try await keys.keySet().keyIDs }
        while network.requests.isEmpty { await Task.yield() }
        let patient = Task { try await keys.keySet().keyIDs }
        impatient.cancel()
        network.release()
        #expect(try await patient.value == [issuer.key.keyID])
        #expect(network.requests.count == 2)
    }

    @Test func `a published symmetric key never verifies`() async throws {
        let issuer = try TestIssuer(.hs256, keyID: "k1")
        let network = TestNetwork()
        network.answer(
            TestNetwork.keySetAddress,
            json: ["keys": [issuer.key.jsonWebKey.json(includingPrivateKey: true)]]
        )
        let keys = try RemoteKeySet(
            issuer: TestIssuer.name,
            algorithms: [.hs256, .es256],
            transport: network,
            uptime: clock.uptime
        )
        let verifier = try issuer.verifier(keys: keys, algorithms: [.hs256])
        await #expect(throws: VerificationError.self) { try await verifier.verify(issuer.token()) }
    }

    // MARK: What is not trusted

    @Test func `metadata of another issuer is refused`() async throws {
        for other in ["https://evil.example.com", TestIssuer.name + "/", "https://LOGIN.example.com"] {
            let network = TestNetwork()
            network.answer(
                TestNetwork.metadataAddress,
                json: ["issuer": .string(other), "jwks_uri": .string(TestNetwork.keySetAddress)]
            )
            await #expect(throws: KeySetError(.issuerMismatch)) { try await remote(network).keySet() }
            #expect(network.keySetRequests == 0)
        }
    }

    @Test(arguments: ["http://login.example.com/keys", "http://localhost/keys", "ftp://x", "/keys", "", "https://"])
    func `a jwks_uri without protection is refused`(address: String) async throws {
        let network = TestNetwork()
        network.answer(
            TestNetwork.metadataAddress,
            json: ["issuer": .string(TestIssuer.name), "jwks_uri": .string(address)]
        )
        await #expect(throws: KeySetError(.insecureAddress)) { try await remote(network).keySet() }
        #expect(network.requests.count == 1)
    }

    @Test(arguments: [
        "", "[]", "{}", #"{"issuer":"https://login.example.com"}"#, "<html>", #"{"issuer":1,"jwks_uri":2}"#,
    ])
    func `metadata that is none is refused`(body: String) async throws {
        let network = TestNetwork()
        network.answer(TestNetwork.metadataAddress, .success(KeySetResponse(status: 200, body: Array(body.utf8))))
        await #expect(throws: KeySetError(.invalidMetadata)) { try await remote(network).keySet() }
    }

    @Test(arguments: ["", "[]", "{}", #"{"keys":{}}"#, #"{"keys":[],"keys":[]}"#])
    func `a key set that is none is refused`(body: String) async throws {
        let network = TestNetwork()
        network.answer(TestNetwork.keySetAddress, .success(KeySetResponse(status: 200, body: Array(body.utf8))))
        await #expect(throws: KeySetError(.invalidKeySet)) { try await remote(network).keySet() }
    }

    @Test(arguments: [
        (301, KeySetError.Code.redirected), (302, .redirected), (308, .redirected), (404, .status), (500, .status),
        (204, .status),
    ])
    func `only the status 200 counts`(status: Int, code: KeySetError.Code) async throws {
        let issuer = try TestIssuer()
        let network = TestNetwork()
        network.answer(
            TestNetwork.keySetAddress,
            .success(KeySetResponse(status: status, body: issuer.publishedKeys.json().serialized()))
        )
        await #expect(throws: KeySetError(code)) { try await remote(network).keySet() }
    }

    @Test func `an answer longer than the bound is refused even from a careless transport`() async throws {
        var policy = KeySetPolicy.standard
        policy.maximumBytes = 200
        let network = TestNetwork(keys: try TestIssuer(.rs256).publishedKeys)
        await #expect(throws: KeySetError(.tooLarge)) { try await remote(network, policy).keySet() }
    }
}
