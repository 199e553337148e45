import TesseraJOSE
import TesseraOAuth
import TesseraTesting
import TesseraVerifier
import Testing

@Suite("Looking a status up once")
struct StatusLookupTests {
    private static let list = TestIssuer.name + "/status/lists/0"
    private let issuer: TestIssuer
    private let network: TestNetwork
    private let lookup: StatusLookup

    init() throws {
        issuer = try TestIssuer(keyID: "k1")
        network = TestNetwork()
        var list = StatusList(entryCount: 64)
        let isSet = list.set(.invalid, at: 5)
        #expect(isSet)
        let claims: JSONValue = [
            "iss": .string(TestIssuer.name), "sub": .string(Self.list), "iat": .integer(TestIssuer.now),
            "exp": .integer(TestIssuer.now + 60),
            "status_list": ["bits": 1, "lst": .string(Base64URL.encode(try list.compressed()))],
        ]
        let token = try issuer.key.sign(claims.serialized(), type: "statuslist+jwt")
        network.answer(Self.list, .success(KeySetResponse(status: 200, body: Array(token.utf8))))
        lookup = StatusLookup(
            issuer: TestIssuer.name,
            keys: try issuer.keySet(),
            transport: network,
            now: { TestIssuer.now }
        )
    }

    private func finding(_ index: Int, of uri: String = list) async -> StatusFinding {
        await lookup.refreshedStatus(of: StatusReference(uri: uri, index: index))
    }

    @Test func `a list is fetched and verified once, however many ask`() async {
        await withTaskGroup(of: StatusFinding.self) { group in
            for index in 0..<20 { group.addTask { await finding(index) } }
            var findings: [StatusFinding] = []
            for await finding in group { findings.append(finding) }
            #expect(findings.count { $0 == .known(.valid) } == 19 && findings.contains(.known(.invalid)))
        }
        #expect(network.requests == [Self.list])
    }

    @Test func `only the issuer's own lists are asked for, and only their entries answered`() async {
        for uri in ["https://evil.example.com/0", TestIssuer.name + ".evil.example.com/0", TestIssuer.name + "/../0"] {
            #expect(await finding(0, of: uri) == .foreign)
        }
        #expect(network.requests.isEmpty)
        #expect(await finding(1_000_000) == .foreign)
    }

    @Test func `a list that cannot be had is asked for once, and the reason is told`() async throws {
        network.fail(.timedOut)
        #expect(await finding(0) == .unknown)
        #expect(await finding(1) == .unknown)
        #expect(network.requests.count == 1 && lookup.failure(of: Self.list) == "timed_out")
        let forged = StatusLookup(
            issuer: TestIssuer.name,
            keys: try TestIssuer(keyID: "k1").keySet(),
            transport: TestNetwork(),
            now: { TestIssuer.now }
        )
        #expect(await forged.refreshedStatus(of: StatusReference(uri: Self.list, index: 0)) == .unknown)
    }
}
