import TesseraJOSE
import TesseraOAuth
import TesseraTesting
import Testing

@testable import TesseraVerifier

@Suite("RemoteStatusSource: without push")
struct RemoteStatusSourceTests {
    let clock = ManualClock()
    let issuer: TestIssuer
    let network: TestStatusNetwork
    let verifier: AccessTokenVerifier

    init() throws {
        issuer = try TestIssuer()
        network = try TestStatusNetwork(issuer, clock)
        verifier = try Self.verifier(network, clock)
    }

    private static func verifier(
        _ network: TestStatusNetwork,
        _ clock: ManualClock,
        choice: UnavailableStatusChoice = .refuse
    ) throws -> AccessTokenVerifier {
        try RemoteIssuer(TestIssuer.name, transport: network, clock: clock.statusClock)
            .verifier(audience: TestIssuer.audience, whenStatusUnavailable: choice)
    }

    private func expectRefusal(
        _ rule: VerificationRule,
        _ token: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async {
        await #expect(throws: VerificationError(rule: rule), sourceLocation: sourceLocation) {
            try await verifier.verify(token)
        }
    }

    @Test func `a token's list is fetched when the first token needs it, and once for all while fresh`() async throws {
        try network.set(.invalid, at: 6)
        #expect(network.documents.requests.isEmpty)
        for _ in 1...3 {
            _ = try await verifier.verify(issuer.token(status: 5))
            await expectRefusal(.status, try issuer.token(status: 6))
            clock.advance(by: .seconds(19))
        }
        #expect(network.listRequests == 1)
    }

    @Test func `a revocation counts at the ttl at the latest`() async throws {
        let token = try issuer.token(status: 5)
        _ = try await verifier.verify(token)
        try network.set(.invalid, at: 5)
        clock.advance(by: .seconds(59))
        _ = try await verifier.verify(token)
        clock.advance(by: .seconds(1))
        await expectRefusal(.status, token)
    }

    @Test func `an entry that is cleared counts as valid again`() async throws {
        try network.set(.invalid, at: 5)
        let token = try issuer.token(status: 5)
        await expectRefusal(.status, token)
        try network.set(.valid, at: 5)
        clock.advance(by: .seconds(60))
        _ = try await verifier.verify(token)
    }

    @Test func `however many ask at once, one fetch is under way`() async throws {
        let token = try issuer.token(status: 5)
        // The keys are there already.
        _ = try await verifier.verify(issuer.token())
        network.documents.hold()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 1...50 {
                group.addTask { _ = try await verifier.verify(token) }
            }
            for _ in 1...1000 { await Task.yield() }
            network.documents.release()
            try await group.waitForAll()
        }
        #expect(network.listRequests == 1)
    }

    @Test func `the issuer is asked by entity tag, and a 304 will do`() async throws {
        try network.publishList(entityTag: "\"1\"")
        let token = try issuer.token(status: 5)
        _ = try await verifier.verify(token)
        network.documents.answer(TestStatusNetwork.listAddress, .success(KeySetResponse(status: 304, body: [])))
        clock.advance(by: .seconds(60))
        _ = try await verifier.verify(token)
        clock.advance(by: .seconds(59))
        _ = try await verifier.verify(token)
        #expect(network.listRequests == 2)
        #expect(network.documents.entityTags.last == "\"1\"")
    }

    // MARK: The stated choice

    @Test func `an issuer that can't be reached refuses every token with a status, and is not asked again at once`()
        async throws
    {
        _ = try await verifier.verify(issuer.token())
        network.documents.answer(TestStatusNetwork.listAddress, .failure(KeySetError(.unreachable)))
        for index in 1...20 { await expectRefusal(.statusUnavailable, try issuer.token(status: index)) }
        #expect(network.listRequests == 1)
        _ = try await verifier.verify(issuer.token())
        try network.publishList()
        clock.advance(by: .seconds(2))
        _ = try await verifier.verify(issuer.token(status: 1))
    }

    @Test func `by the other choice it accepts them, until it is known that they were revoked`() async throws {
        let verifier = try Self.verifier(network, clock, choice: .accept)
        let token = try issuer.token(status: 5)
        network.documents.answer(TestStatusNetwork.listAddress, .failure(KeySetError(.unreachable)))
        _ = try await verifier.verify(token)
        try network.set(.invalid, at: 5)
        clock.advance(by: .seconds(2))
        await #expect(throws: VerificationError(rule: .status)) { try await verifier.verify(token) }
        network.documents.answer(TestStatusNetwork.listAddress, .failure(KeySetError(.unreachable)))
        clock.advance(by: .seconds(10_000))
        await #expect(throws: VerificationError(rule: .status)) { try await verifier.verify(token) }
    }

    @Test func `a list serves through an outage until its exp, then the choice decides`() async throws {
        let token = try issuer.token(status: 5)
        _ = try await verifier.verify(token)
        network.documents.answer(TestStatusNetwork.listAddress, .failure(KeySetError(.timedOut)))
        for _ in 1...36 {
            clock.advance(by: .seconds(100))
            _ = try await verifier.verify(token)
        }
        clock.advance(by: .seconds(31))
        await expectRefusal(.statusUnavailable, token)
    }

    @Test func `nobody waits twice for an issuer that doesn't answer`() async throws {
        let token = try issuer.token(status: 5)
        _ = try await verifier.verify(token)
        network.documents.answer(TestStatusNetwork.listAddress, .failure(KeySetError(.timedOut)))
        clock.advance(by: .seconds(60))
        _ = try await verifier.verify(token)
        network.documents.hold()
        clock.advance(by: .seconds(10))
        _ = try await verifier.verify(token)
        await eventually { network.listRequests == 3 }
        network.documents.release()
    }

    // MARK: What is not trusted

    @Test(arguments: [200, 204, 206, 301, 302, 404, 500, 304])
    func `only a whole list that the issuer signed is one`(status: Int) async throws {
        network.documents.answer(
            TestStatusNetwork.listAddress,
            .success(KeySetResponse(status: status, body: Array("<html>".utf8)))
        )
        await expectRefusal(.statusUnavailable, try issuer.token(status: 5))
    }

    @Test func `a forged list isn't believed`() async throws {
        let thief = try TestIssuer(keyID: issuer.key.keyID)
        for key in [thief.key, try TestIssuer().key] {
            network.documents.answer(
                TestStatusNetwork.listAddress,
                .success(KeySetResponse(status: 200, body: Array(try network.listToken(by: key).utf8)))
            )
            await expectRefusal(.statusUnavailable, try issuer.token(status: 5))
            clock.advance(by: .seconds(100))
        }
    }

    @Test func `a list longer than the bound isn't believed`() async throws {
        try network.publishList { $0["filler"] = .string(String(repeating: "a", count: 60_000)) }
        await expectRefusal(.statusUnavailable, try issuer.token(status: 5))
    }

    @Test func `a list by a new key causes one look for that key`() async throws {
        let successor = try TestIssuer()
        _ = try await verifier.verify(issuer.token())
        network.documents.publish(JSONWebKeySet(issuer.publishedKeys.keys + successor.publishedKeys.keys))
        network.documents.answer(
            TestStatusNetwork.listAddress,
            .success(KeySetResponse(status: 200, body: Array(try network.listToken(by: successor.key).utf8)))
        )
        _ = try await verifier.verify(issuer.token(status: 5))
        #expect(network.documents.keySetRequests == 2)
    }

    @Test func `a list of another host is never asked for`() async throws {
        await expectRefusal(.status, try issuer.token(status: 5, uri: "https://evil.example.com/status/lists/0"))
        await expectRefusal(.status, try issuer.token(status: 5, uri: "http://169.254.169.254/latest/meta-data"))
        #expect(network.documents.requests == [TestNetwork.metadataAddress, TestNetwork.keySetAddress])
    }

    @Test func `white space around a list does no harm`() async throws {
        let text = "\r\n " + (try network.listToken()) + "\n"
        network.documents.answer(
            TestStatusNetwork.listAddress,
            .success(KeySetResponse(status: 200, body: Array(text.utf8)))
        )
        _ = try await verifier.verify(issuer.token(status: 5))
    }

    @Test(arguments: ["", "a b", "a/b", "ä", String(repeating: "a", count: 65)])
    func `a verifier's name has 1 to 64 plain characters`(name: String) {
        #expect(throws: KeySetError.self) { try RemoteIssuer(TestIssuer.name, verifierName: name) }
    }
}
