import TesseraJOSE
import TesseraOAuth
import TesseraTesting
import Testing

@testable import TesseraVerifier

@Suite("A status list token")
struct StatusListTokenTests {
    let issuer: TestIssuer
    let clock = ManualClock()
    let network: TestStatusNetwork

    init() throws {
        issuer = try TestIssuer()
        network = try TestStatusNetwork(issuer, clock)
    }

    private func read(_ token: String, maximumBytes: Int = 1000) throws -> StatusListToken {
        try StatusListToken(
            Array(token.utf8),
            uri: TestStatusNetwork.listAddress,
            issuer: TestIssuer.name,
            keys: issuer.keySet(),
            now: TestIssuer.now,
            leeway: 30,
            maximumBytes: maximumBytes
        )
    }

    private func refusal(_ change: (inout JSONObject) -> Void) throws -> StatusListToken.Refusal? {
        do {
            _ = try read(network.listToken(change))
            return nil
        } catch let refusal as StatusListToken.Refusal {
            return refusal
        }
    }

    @Test func `is read with its times and its list`() throws {
        try network.set(.invalid, at: 5)
        let token = try read(network.listToken())
        #expect(token.issuedAt == TestIssuer.now)
        #expect(token.expiresAt == TestIssuer.now + 3600)
        #expect(token.lifetime == .seconds(60))
        #expect(token.list.status(at: 5) == .invalid)
        #expect(token.list.status(at: 6) == .valid)
        #expect(token.keyID == issuer.key.keyID)
    }

    @Test func `is refused when another key signed it, or its type is another`() throws {
        let stranger = try TestIssuer(keyID: issuer.key.keyID)
        #expect(throws: StatusListToken.Refusal.signature) { try read(network.listToken(by: stranger.key)) }
        #expect(throws: StatusListToken.Refusal.unknownKey) { try read(network.listToken(by: TestIssuer().key)) }
        for type in ["JWT", "at+jwt", "statuslist+cwt", nil] {
            let token = try issuer.token(type: type)
            #expect(throws: StatusListToken.Refusal.type) { try read(token) }
        }
    }

    @Test func `is refused for another issuer or another address, be it alike`() throws {
        for name in ["https://evil.example.com", TestIssuer.name + "/", ""] {
            #expect(try refusal { $0["iss"] = .string(name) } == .issuer)
        }
        #expect(try refusal { $0["iss"] = Optional<JSONValue>.none } == .issuer)
        for uri in [TestStatusNetwork.listAddress + "/", TestStatusNetwork.listAddress + "1", "", TestIssuer.name] {
            #expect(try refusal { $0["sub"] = .string(uri) } == .subject)
        }
        #expect(try refusal { $0["sub"] = Optional<JSONValue>.none } == .subject)
    }

    @Test func `is refused past its exp, before its iat, and without either`() throws {
        #expect(try refusal { $0["exp"] = .integer(TestIssuer.now - 30) } == .malformed)
        #expect(
            try refusal { claims in
                claims["iat"] = .integer(TestIssuer.now - 100)
                claims["exp"] = .integer(TestIssuer.now - 30)
            } == .expired
        )
        #expect(try refusal { $0["iat"] = .integer(TestIssuer.now + 31) } == .notYetValid)
        #expect(try refusal { $0["exp"] = Optional<JSONValue>.none } == .malformed)
        #expect(try refusal { $0["iat"] = Optional<JSONValue>.none } == .malformed)
    }

    @Test(arguments: [0, -1, "60", nil, [], true] as [JSONValue])
    func `is refused when its ttl is no time`(ttl: JSONValue) throws {
        #expect(try refusal { $0["ttl"] = ttl } == .malformed)
    }

    @Test func `may do without a ttl, and an absurd one is bounded`() throws {
        #expect(try read(network.listToken { $0["ttl"] = Optional<JSONValue>.none }).lifetime == nil)
        #expect(try #require(read(network.listToken { $0["ttl"] = .number(1e300) }).lifetime) == .seconds(1e9))
    }

    @Test func `may have entries of 1, 2, 4 or 8 bits, and no others`() throws {
        let list = try StatusList(entryCount: 64).compressed()
        for bits in [-1, 0, 1, 2, 3, 4, 5, 7, 8, 9, 16, Int64.max] as [Int64] {
            let refusal = try refusal {
                $0["status_list"] = ["bits": .integer(bits), "lst": .string(Base64URL.encode(list))]
            }
            #expect(refusal == ([1, 2, 4, 8].contains(bits) ? nil : .malformed))
        }
    }

    @Test(
        arguments: [
            nil, [:], "x", ["bits": 1], ["lst": "eNrbuRgAAhcBXQ"], ["bits": "1", "lst": "eNrbuRgAAhcBXQ"],
            ["bits": 1, "lst": ""], ["bits": 1, "lst": "!"], ["bits": 1, "lst": "AAAA"],
            ["bits": 1, "lst": "eNrbuRgAAhcB"],
            ["bits": 1, "lst": "eNrbuRgAAhcBXQ=="], ["bits": 1, "lst": 7],
        ] as [JSONValue]
    )
    func `is refused when its list is none`(list: JSONValue) throws {
        #expect(try refusal { $0["status_list"] = list } == .malformed)
    }

    @Test func `that unpacks to more than the bound is refused without being unpacked`() throws {
        let bomb = try StatusList(entryCount: 8 * 10_000_000).compressed()
        #expect(bomb.count < 20_000)
        #expect(
            try refusal { $0["status_list"] = ["bits": 1, "lst": .string(Base64URL.encode(bomb))] } == .malformed
        )
    }

    @Test(arguments: ["", ".", "..", "a.b.c", "e30.e30.", "\0", "é", String(repeating: "a", count: 70_000)])
    func `that is none is refused`(text: String) throws {
        #expect(throws: StatusListToken.Refusal.self) { try read(text) }
    }
}
