import TesseraJOSE
import TesseraTesting
import TesseraVerifier
import Testing

@Suite("RemoteKeySet: a token with an unknown key")
struct RemoteKeySetRefetchTests {
    let clock = ManualClock()
    let issuer: TestIssuer
    let network: TestNetwork
    let verifier: AccessTokenVerifier

    init() async throws {
        issuer = try TestIssuer()
        network = TestNetwork(keys: issuer.publishedKeys, cacheControl: "max-age=3600")
        let keys = try RemoteKeySet(issuer: TestIssuer.name, transport: network, uptime: clock.uptime)
        verifier = try issuer.verifier(keys: keys)
        _ = try await verifier.verify(issuer.token())
    }

    private func expectUnknown(_ stranger: TestIssuer, sourceLocation: SourceLocation = #_sourceLocation) async throws {
        let token = try stranger.token()
        await #expect(throws: VerificationError(rule: .unknownKey), sourceLocation: sourceLocation) {
            try await verifier.verify(token)
        }
    }

    @Test func `causes exactly one refetch, and is accepted when the issuer has published the key`() async throws {
        let rotated = try TestIssuer()
        network.publish(JSONWebKeySet(issuer.publishedKeys.keys + rotated.publishedKeys.keys))
        _ = try await verifier.verify(rotated.token())
        _ = try await verifier.verify(rotated.token())
        _ = try await verifier.verify(issuer.token())
        #expect(network.keySetRequests == 2)
    }

    @Test func `causes exactly one refetch, and is refused when the issuer hasn't published the key`() async throws {
        try await expectUnknown(TestIssuer())
        #expect(network.keySetRequests == 2)
    }

    @Test func `causes at most one refetch in ten seconds, however many keys are made up`() async throws {
        for _ in 1...20 { try await expectUnknown(TestIssuer()) }
        #expect(network.keySetRequests == 2)
        clock.advance(by: .seconds(10) - .milliseconds(1))
        try await expectUnknown(TestIssuer())
        #expect(network.keySetRequests == 2)
        clock.advance(by: .milliseconds(1))
        for _ in 1...20 { try await expectUnknown(TestIssuer()) }
        #expect(network.keySetRequests == 3)
    }

    @Test func `is refused from memory for a minute once the issuer didn't know the key`() async throws {
        let stranger = try TestIssuer()
        try await expectUnknown(stranger)
        for _ in 1...5 {
            clock.advance(by: .seconds(11))
            try await expectUnknown(stranger)
        }
        #expect(network.keySetRequests == 2)
        clock.advance(by: .seconds(5))
        try await expectUnknown(stranger)
        #expect(network.keySetRequests == 3)
    }

    @Test func `doesn't use up the refetch of another one once it's known to be unknown`() async throws {
        let stranger = try TestIssuer()
        let rotated = try TestIssuer()
        try await expectUnknown(stranger)
        clock.advance(by: .seconds(10))
        try await expectUnknown(stranger)
        network.publish(rotated.publishedKeys)
        _ = try await verifier.verify(rotated.token())
    }

    @Test func `causes one refetch for all who bring it at once`() async throws {
        let rotated = try TestIssuer()
        let token = try rotated.token()
        network.publish(rotated.publishedKeys)
        network.hold()
        let verifier = verifier
        let network = network
        try await withThrowingTaskGroup(of: AccessToken.self) { group in
            for _ in 1...50 { group.addTask { try await verifier.verify(token) } }
            for _ in 1...1000 { await Task.yield() }
            network.release()
            for try await accepted in group { #expect(accepted.subject == "account-1") }
        }
        #expect(network.keySetRequests == 2)
    }

    @Test func `costs the issuer nothing when its alg or typ is refused anyway`() async throws {
        let stranger = try TestIssuer()
        let logout = try stranger.token(type: "logout+jwt")
        await #expect(throws: VerificationError(rule: .type)) { try await verifier.verify(logout) }
        let exotic = try TestIssuer(.es512).token()
        await #expect(throws: VerificationError(rule: .algorithm)) { try await verifier.verify(exotic) }
        #expect(network.keySetRequests == 1)
    }

    @Test func `costs the issuer nothing when the key identifier is absurdly long`() async throws {
        try await expectUnknown(TestIssuer(keyID: String(repeating: "k", count: 257)))
        #expect(network.keySetRequests == 1)
    }

    @Test func `is answered with unavailable rather than unknown while the issuer can't be asked`() async throws {
        network.fail(.unreachable)
        for _ in 1...3 {
            let token = try TestIssuer().token()
            await #expect(throws: VerificationError(rule: .keysUnavailable)) { try await verifier.verify(token) }
        }
        #expect(network.requests.count == 3)
        _ = try await verifier.verify(issuer.token())
    }

    @Test func `never makes the memory of unknown keys grow beyond its bound`() async throws {
        var policy = KeySetPolicy.standard
        policy.maximumUnknownKeys = 2
        policy.unknownKeyInterval = .zero
        let keys = try RemoteKeySet(
            issuer: TestIssuer.name,
            policy: policy,
            transport: network,
            uptime: clock.uptime
        )
        for name in ["a", "b", "c"] {
            #expect(try await keys.keySet(refetchedFor: name)?.keyIDs == nil)
        }
        let before = network.keySetRequests
        _ = try await keys.keySet(refetchedFor: "a")
        _ = try await keys.keySet(refetchedFor: "b")
        #expect(network.keySetRequests == before)
        // The third one wasn't remembered, so it is asked for again.
        _ = try await keys.keySet(refetchedFor: "c")
        #expect(network.keySetRequests == before + 1)
        // Once the first ones are forgotten there is room again.
        clock.advance(by: .seconds(60))
        _ = try await keys.keySet(refetchedFor: "c")
        _ = try await keys.keySet(refetchedFor: "c")
        #expect(network.keySetRequests == before + 2)
    }
}
