import Synchronization
import TesseraJOSE
import TesseraOAuth
import TesseraTesting
import TesseraVerifier
import Testing

/// A status source that says what a test wants and counts.
final class TestStatusSource: StatusSource {
    private struct State {
        var inMemory: StatusFinding
        var afterAsking: StatusFinding
        var asked = 0
    }

    private let state: Mutex<State>

    init(_ inMemory: StatusFinding, afterAsking: StatusFinding? = nil) {
        state = Mutex(State(inMemory: inMemory, afterAsking: afterAsking ?? inMemory))
    }

    var asked: Int { state.withLock { $0.asked } }

    func become(_ finding: StatusFinding) {
        state.withLock { ($0.inMemory, $0.afterAsking) = (finding, finding) }
    }

    func status(of reference: StatusReference) -> StatusFinding { state.withLock { $0.inMemory } }

    func refreshedStatus(of reference: StatusReference) async -> StatusFinding {
        state.withLock { state in
            state.asked += 1
            return state.afterAsking
        }
    }
}

@Suite("The status of a token")
struct TokenStatusTests {
    let issuer: TestIssuer

    init() throws {
        issuer = try TestIssuer()
    }

    private func verifier(
        _ source: (any StatusSource)?,
        _ choice: UnavailableStatusChoice = .refuse
    ) throws -> AccessTokenVerifier {
        AccessTokenVerifier(
            issuer: TestIssuer.name,
            audience: TestIssuer.audience,
            keys: StaticKeySet(try issuer.keySet()),
            status: source,
            whenStatusUnavailable: choice,
            now: { TestIssuer.now }
        )
    }

    private func outcome(
        _ finding: StatusFinding,
        _ choice: UnavailableStatusChoice = .refuse
    ) async throws -> VerificationRule? {
        do {
            _ = try await verifier(TestStatusSource(finding), choice).verify(issuer.token(status: 5))
            return nil
        } catch let error as VerificationError {
            return error.rule
        }
    }

    @Test func `valid is accepted; everything else is refused`() async throws {
        #expect(try await outcome(.known(.valid)) == nil)
        for value in UInt8(1)...255 {
            #expect(try await outcome(.known(TokenStatus(rawValue: value))) == .status)
        }
    }

    @Test func `a status that can't be had refuses, or accepts by choice`() async throws {
        #expect(try await outcome(.unknown) == .statusUnavailable)
        #expect(try await outcome(.stale(.valid)) == .statusUnavailable)
        #expect(try await outcome(.unknown, .accept) == nil)
        #expect(try await outcome(.stale(.valid), .accept) == nil)
    }

    @Test func `what was revoked stays refused however old the news, by either choice`() async throws {
        #expect(try await outcome(.stale(.invalid), .accept) == .status)
        #expect(try await outcome(.stale(.suspended), .refuse) == .status)
    }

    @Test func `a status of somebody else's list is refused by either choice`() async throws {
        #expect(try await outcome(.foreign) == .status)
        #expect(try await outcome(.foreign, .accept) == .status)
    }

    @Test func `the issuer is asked only where memory doesn't do`() async throws {
        for finding: StatusFinding in [.known(.valid), .known(.invalid), .foreign] {
            let source = TestStatusSource(finding)
            _ = try? await verifier(source).verify(issuer.token(status: 5))
            #expect(source.asked == 0)
        }
        let source = TestStatusSource(.unknown, afterAsking: .known(.valid))
        _ = try await verifier(source).verify(issuer.token(status: 5))
        #expect(source.asked == 1)
    }

    @Test func `the issuer is asked for no token that is refused anyway`() async throws {
        let source = TestStatusSource(.unknown)
        let verifier = try verifier(source)
        let stranger = try TestIssuer()
        let refused = [
            try stranger.token(status: 5), try issuer.token(type: "JWT") { $0["status"] = ["status_list": [:]] },
            try issuer.token { $0["aud"] = "other" }, try issuer.token { $0["exp"] = 1 },
            try issuer.token { $0["cnf"] = [:] },
            TestIssuer.forged(header: #"{"alg":"ES256","typ":"at+jwt"}"#, signature: Array(repeating: 1, count: 64)),
        ]
        for token in refused {
            await #expect(throws: VerificationError.self) { try await verifier.verify(token) }
        }
        #expect(source.asked == 0)
    }

    @Test func `a token without a status has none to look up`() async throws {
        _ = try await verifier(TestStatusSource(.unknown)).verify(issuer.token())
    }

    @Test func `without a source a token lives to its exp`() async throws {
        _ = try await verifier(nil).verify(issuer.token(status: 5))
    }

    @Test(
        arguments: [
            1, "x", [:], [], nil, ["status_list": [:]], ["status_list": ["idx": 1]],
            ["status_list": ["uri": "https://x"]],
            ["status_list": ["idx": -1, "uri": "https://x"]], ["status_list": ["idx": 1.5, "uri": "https://x"]],
            ["status_list": ["idx": "1", "uri": "https://x"]], ["status_list": ["idx": 1, "uri": 1]],
            ["status_list": ["idx": 1, "uri": ""]], ["other_mechanism": ["id": 1]],
        ] as [JSONValue]
    )
    func `a status that leads to no list is malformed`(status: JSONValue) async throws {
        await #expect(throws: VerificationError(rule: .malformed, claim: "status")) {
            try await verifier(TestStatusSource(.known(.valid))).verify(issuer.token { $0["status"] = status })
        }
    }

    @Test func `a repeated token is looked up again each time`() async throws {
        let source = TestStatusSource(.known(.valid))
        let verifier = try verifier(source)
        let token = try issuer.token(status: 5)
        _ = try await verifier.verify(token)
        source.become(.known(.invalid))
        await #expect(throws: VerificationError(rule: .status)) { try await verifier.verify(token) }
        source.become(.known(.valid))
        _ = try await verifier.verify(token)
    }

    @Test func `the check without waiting goes by memory alone`() throws {
        let source = TestStatusSource(.unknown, afterAsking: .known(.valid))
        let keys = try issuer.keySet()
        let token = try issuer.token(status: 5)
        #expect(throws: VerificationError(rule: .statusUnavailable)) { try verifier(source).verify(token, with: keys) }
        source.become(.known(.invalid))
        #expect(throws: VerificationError(rule: .status)) { try verifier(source).verify(token, with: keys) }
        #expect(source.asked == 0)
    }
}
