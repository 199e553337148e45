import Synchronization
import TesseraJOSE
import TesseraOAuth
import TesseraTesting
import Testing

@testable import TesseraVerifier

@Suite("The cache of verified tokens")
struct VerifiedTokenCacheTests {
    let issuer: TestIssuer
    let clock = ManualClock()

    init() throws {
        issuer = try TestIssuer()
    }

    private func verifier(
        keys: (any KeySetSource)? = nil,
        cache: TokenCachePolicy = .standard
    ) throws -> AccessTokenVerifier {
        AccessTokenVerifier(
            issuer: TestIssuer.name,
            audience: TestIssuer.audience,
            keys: try keys ?? StaticKeySet(issuer.keySet()),
            leeway: 0,
            cache: cache,
            now: clock.now
        )
    }

    private func cache(_ verifier: AccessTokenVerifier) throws -> VerifiedTokenCache {
        try #require(verifier.cache)
    }

    private func isCached(_ token: String, in verifier: AccessTokenVerifier) throws -> Bool {
        let cache = try cache(verifier)
        let digest = try #require(cache.digest(of: token))
        return cache.token(for: digest, keys: try issuer.keySet()) != nil
    }

    @Test func `an accepted token is remembered, and says the same again`() async throws {
        let verifier = try verifier()
        let token = try issuer.token()
        let first = try await verifier.verify(token)
        #expect(try isCached(token, in: verifier))
        #expect(try await verifier.verify(token) == first)
        #expect(try cache(verifier).count == 1)
    }

    @Test func `a remembered token is refused from its exp on`() async throws {
        let verifier = try verifier()
        let token = try issuer.token()
        _ = try await verifier.verify(token)
        clock.advance(by: .seconds(299))
        _ = try await verifier.verify(token)
        clock.advance(by: .seconds(1))
        await #expect(throws: VerificationError(rule: .expired)) { try await verifier.verify(token) }
    }

    @Test func `a remembered token is refused as soon as its key has left the set`() async throws {
        let network = TestNetwork(keys: issuer.publishedKeys)
        let keys = try RemoteKeySet(issuer: TestIssuer.name, transport: network, uptime: clock.uptime)
        let verifier = try verifier(keys: keys)
        let token = try issuer.token { $0["exp"] = .integer(TestIssuer.now + 3600) }
        _ = try await verifier.verify(token)
        network.publish(try TestIssuer().publishedKeys)
        clock.advance(by: .seconds(300))
        await #expect(throws: VerificationError(rule: .unknownKey)) { try await verifier.verify(token) }
        #expect(try cache(verifier).count == 0)
    }

    @Test func `a remembered token is refused when another key has taken its key's identifier`() async throws {
        let first = try TestIssuer(keyID: "k1")
        let network = TestNetwork(keys: first.publishedKeys)
        let keys = try RemoteKeySet(issuer: TestIssuer.name, transport: network, uptime: clock.uptime)
        let verifier = try verifier(keys: keys)
        let token = try first.token { $0["exp"] = .integer(TestIssuer.now + 3600) }
        _ = try await verifier.verify(token)
        network.publish(try TestIssuer(keyID: "k1").publishedKeys)
        clock.advance(by: .seconds(300))
        await #expect(throws: VerificationError(rule: .signature)) { try await verifier.verify(token) }
    }

    @Test func `a remembered token stays when a key joins the set`() async throws {
        let network = TestNetwork(keys: issuer.publishedKeys)
        let keys = try RemoteKeySet(issuer: TestIssuer.name, transport: network, uptime: clock.uptime)
        let verifier = try verifier(keys: keys)
        let token = try issuer.token { $0["exp"] = .integer(TestIssuer.now + 3600) }
        _ = try await verifier.verify(token)
        network.publish(JSONWebKeySet(issuer.publishedKeys.keys + (try TestIssuer().publishedKeys.keys)))
        clock.advance(by: .seconds(300))
        _ = try await verifier.verify(token)
        #expect(network.keySetRequests == 2)
        #expect(try isCached(token, in: verifier))
    }

    @Test func `a refused token is never remembered, and pushes out none`() async throws {
        let verifier = try verifier(cache: TokenCachePolicy(capacity: 1))
        let token = try issuer.token()
        _ = try await verifier.verify(token)
        let stranger = try TestIssuer()
        for number in 0..<50 {
            let refused = [
                try issuer.token { claims in
                    claims["aud"] = "other"
                    claims["jti"] = .string("\(number)")
                },
                try stranger.token { $0["jti"] = .string("\(number)") }, "\(number).\(number).\(number)",
            ]
            for token in refused {
                await #expect(throws: VerificationError.self) { try await verifier.verify(token) }
                #expect(try !isCached(token, in: verifier))
            }
        }
        #expect(try isCached(token, in: verifier))
    }

    @Test func `a token that is refused for its status is not remembered`() async throws {
        let verifier = AccessTokenVerifier(
            issuer: TestIssuer.name,
            audience: TestIssuer.audience,
            keys: StaticKeySet(try issuer.keySet()),
            status: TestStatusSource(.known(.invalid)),
            now: clock.now
        )
        await #expect(throws: VerificationError(rule: .status)) { try await verifier.verify(issuer.token(status: 1)) }
        #expect(try cache(verifier).count == 0)
    }

    @Test(arguments: [1, 2, 7, 8, 9, 100, 128, 1000])
    func `it never holds more than its capacity`(capacity: Int) async throws {
        let verifier = try verifier(cache: TokenCachePolicy(capacity: capacity))
        for number in 0..<capacity * 3 {
            _ = try await verifier.verify(issuer.token { $0["jti"] = .string("\(number)") })
        }
        let cache = try cache(verifier)
        #expect(cache.count <= capacity)
        #expect(cache.capacity <= capacity)
        #expect(cache.capacity * 2 >= capacity)
        // Whatever the numbers of sets and places, most of it is used.
        #expect(cache.count * 4 >= cache.capacity * 3)
    }

    @Test func `the least recently used token makes room, an expired one first`() async throws {
        let verifier = try verifier(cache: TokenCachePolicy(capacity: 2))
        let (old, used) = (try issuer.token { $0["jti"] = "old" }, try issuer.token { $0["jti"] = "used" })
        _ = try await verifier.verify(used)
        _ = try await verifier.verify(old)
        _ = try await verifier.verify(used)
        let brief = try issuer.token { claims in
            claims["jti"] = "brief"
            claims["exp"] = .integer(TestIssuer.now + 5)
        }
        _ = try await verifier.verify(brief)
        #expect(try isCached(used, in: verifier) && isCached(brief, in: verifier))
        #expect(try !isCached(old, in: verifier))
        _ = try await verifier.verify(brief)
        clock.advance(by: .seconds(5))
        _ = try await verifier.verify(old)
        #expect(try isCached(used, in: verifier) && isCached(old, in: verifier))
    }

    @Test func `a token that is too long for it is verified each time`() async throws {
        let verifier = try verifier(cache: TokenCachePolicy(capacity: 10, maximumTokenBytes: 500))
        let token = try issuer.token { $0["filler"] = .string(String(repeating: "a", count: 500)) }
        _ = try await verifier.verify(token)
        _ = try await verifier.verify(token)
        #expect(try cache(verifier).count == 0)
    }

    @Test func `it can be switched off`() async throws {
        let verifier = try verifier(cache: .off)
        #expect(verifier.cache == nil)
        let token = try issuer.token()
        _ = try await verifier.verify(token)
        _ = try await verifier.verify(token)
    }

    @Test func `what one verifier remembers another doesn't accept`() async throws {
        let token = try issuer.token()
        _ = try await verifier().verify(token)
        let other = AccessTokenVerifier(
            issuer: TestIssuer.name,
            audience: "https://other.example.com",
            keys: StaticKeySet(try issuer.keySet()),
            now: clock.now
        )
        await #expect(throws: VerificationError(rule: .audience)) { try await other.verify(token) }
    }

    @Test func `it holds no token`() async throws {
        let verifier = try verifier()
        let token = try issuer.token()
        _ = try await verifier.verify(token)
        let cache = try cache(verifier)
        let digest = try #require(cache.digest(of: token))
        let entry = try #require(cache.token(for: digest, keys: issuer.keySet()))
        var text = ""
        dump(entry, to: &text)
        let signature = try #require(token.split(separator: ".").last)
        #expect(!text.contains(signature))
    }

    @Test func `many tasks at once get what each verified`() async throws {
        let verifier = try verifier(cache: TokenCachePolicy(capacity: 16))
        let tokens = try (0..<40).map { number in try issuer.token { $0["sub"] = .string("account-\(number)") } }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for task in 0..<8 {
                group.addTask {
                    for (number, token) in tokens.enumerated().dropFirst(task) {
                        let accessToken = try await verifier.verify(token)
                        #expect(accessToken.subject == "account-\(number)")
                    }
                }
            }
            try await group.waitForAll()
        }
    }
}
