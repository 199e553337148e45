import TesseraTesting
import Testing

@testable import TesseraJOSE
@testable import TesseraVerifier

@Suite("RemoteKeySet: revalidation and revocation")
struct RemoteKeySetRevalidationTests {
    let clock = ManualClock()
    let issuer: TestIssuer
    let network: TestNetwork
    let keys: RemoteKeySet

    init() throws {
        issuer = try TestIssuer()
        network = TestNetwork(keys: issuer.publishedKeys)
        keys = try RemoteKeySet(keySetURL: TestNetwork.keySetAddress, transport: network, uptime: clock.uptime)
    }

    private func answer(_ status: Int, entityTag: String? = nil, cacheControl: String? = nil, empty: Bool = false) {
        network.answer(
            TestNetwork.keySetAddress,
            .success(
                KeySetResponse(
                    status: status,
                    cacheControl: cacheControl,
                    entityTag: entityTag,
                    body: empty ? [] : issuer.publishedKeys.json().serialized()
                )
            )
        )
    }

    @Test func `a refetch asks only for changes, and a 304 keeps the set fresh`() async throws {
        answer(200, entityTag: "\"a\"")
        let first = try #require(await keys.keySet().keyIDs.first)
        answer(304, cacheControl: "max-age=600", empty: true)
        clock.advance(by: .seconds(300))
        #expect(try await keys.keySet().keyIDs == [first])
        #expect(network.entityTags == [nil, "\"a\""])
        clock.advance(by: .seconds(599))
        _ = try await keys.keySet()
        #expect(network.requests.count == 2)
        clock.advance(by: .seconds(1))
        _ = try await keys.keySet()
        #expect(network.entityTags == [nil, "\"a\"", "\"a\""])
    }

    @Test func `a 304 that nobody asked for is a failure`() async throws {
        answer(304, empty: true)
        await #expect(throws: KeySetError(.status)) { try await keys.keySet() }
    }

    @Test(arguments: [
        "a", "\"a", "\"a b\"", "\"\r\nX: y\"", "\"ä\"", "", "\"\(String(repeating: "a", count: 255))\"",
    ])
    func `an entity tag that is none is not sent back`(tag: String) async throws {
        answer(200, entityTag: tag)
        _ = try await keys.keySet()
        clock.advance(by: .seconds(300))
        _ = try await keys.keySet()
        #expect(network.entityTags == [nil, nil])
    }

    @Test func `an entity tag is sent only to the address it came from`() async throws {
        let keys = try RemoteKeySet(issuer: TestIssuer.name, transport: network, uptime: clock.uptime)
        answer(200, entityTag: "\"a\"")
        _ = try await keys.keySet()
        network.answer(
            TestNetwork.metadataAddress,
            json: ["issuer": .string(TestIssuer.name), "jwks_uri": .string(TestIssuer.name + "/new")]
        )
        network.answer(TestIssuer.name + "/new", json: issuer.publishedKeys.json())
        clock.advance(by: .seconds(300))
        _ = try await keys.keySet()
        #expect(network.requests.last == TestIssuer.name + "/new")
        #expect(network.entityTags.allSatisfy { $0 == nil })
    }

    @Test func `an unchanged body keeps the set, entity tag or not`() async throws {
        let verifier = try issuer.verifier(keys: keys)
        let token = try issuer.token()
        _ = try await verifier.verify(token)
        let before = try await keys.keySet()
        clock.advance(by: .seconds(300))
        let after = try await keys.keySet()
        #expect(network.requests.count == 2)
        // The same storage, not an equal one: nothing was parsed again.
        #expect(before.sharesStorage(with: after))
    }

    // MARK: Revocation

    @Test func `a revoked key is refused at once, though the answer at hand lists it`() async throws {
        let verifier = try issuer.verifier(keys: keys)
        let token = try issuer.token()
        _ = try await verifier.verify(token)
        keys.revoke(keyID: issuer.key.keyID)
        await #expect(throws: VerificationError(rule: .unknownKey)) { try await verifier.verify(token) }
    }

    @Test func `a revoked key stays refused for ever, though every later answer lists it`() async throws {
        let verifier = try issuer.verifier(keys: keys)
        let token = try issuer.token { $0["exp"] = .integer(TestIssuer.now + 1_000_000) }
        _ = try await verifier.verify(token)
        keys.revoke(keyID: issuer.key.keyID)
        for tag in [nil, "\"a\"", "\"b\""] {
            answer(200, entityTag: tag)
            clock.advance(by: .seconds(4000))
            await #expect(throws: VerificationError(rule: .unknownKey)) { try await verifier.verify(token) }
        }
        answer(304, empty: true)
        clock.advance(by: .seconds(4000))
        await #expect(throws: VerificationError(rule: .unknownKey)) { try await verifier.verify(token) }
    }

    @Test func `a revocation brings the successor without waiting for the set's age`() async throws {
        _ = try await keys.keySet()
        let successor = try TestIssuer()
        network.publish(JSONWebKeySet(issuer.publishedKeys.keys + successor.publishedKeys.keys))
        keys.revoke(keyID: issuer.key.keyID)
        try await eventually { try await keys.keySet().keyIDs == [successor.key.keyID] }
    }

    @Test func `a key revoked before any set was fetched is refused as well`() async throws {
        keys.revoke(keyID: issuer.key.keyID)
        let verifier = try issuer.verifier(keys: keys)
        let token = try issuer.token()
        await #expect(throws: VerificationError(rule: .unknownKey)) { try await verifier.verify(token) }
    }

    @Test func `a token of a revoked key causes no fetch`() async throws {
        keys.revoke(keyID: issuer.key.keyID)
        await eventually { network.requests.count == 1 }
        _ = try await keys.keySet()
        #expect(try await keys.keySet(refetchedFor: issuer.key.keyID) == nil)
        #expect(network.requests.count == 1)
    }

    @Test func `the memory of revoked keys is bounded`() {
        var revoked = RevokedKeys()
        for number in 0..<RevokedKeys.maximum + 500 { revoked.insert("key-\(number % (RevokedKeys.maximum + 300))") }
        #expect(revoked.keyIDs.count == RevokedKeys.maximum)
        #expect(revoked.contains("key-\(RevokedKeys.maximum + 299)"))
    }

    @Test func `a refetch asks however fresh the set is, and again when a fetch had begun before`() async throws {
        _ = try await keys.keySet()
        try await keys.refetch()
        #expect(network.requests.count == 2)
        network.hold()
        clock.advance(by: .seconds(300))
        let waiting = Task { try await keys.keySet() }
        await eventually { network.requests.count == 3 }
        let refetch = Task { try await keys.refetch() }
        for _ in 1...100 { await Task.yield() }
        network.release()
        _ = try await waiting.value
        try await refetch.value
        #expect(network.requests.count == 4)
    }

    @Test func `a refetch that fails says so and leaves the old set`() async throws {
        _ = try await keys.keySet()
        network.fail(.unreachable)
        await #expect(throws: KeySetError(.unreachable)) { try await keys.refetch() }
        #expect(try await keys.keySet().keyIDs == [issuer.key.keyID])
    }
}

extension VerificationKeySet {
    fileprivate func sharesStorage(with other: VerificationKeySet) -> Bool {
        unsafe entries.withUnsafeBufferPointer { one in
            unsafe other.entries.withUnsafeBufferPointer { unsafe one.baseAddress == $0.baseAddress }
        }
    }
}
