import TesseraJOSE
import TesseraOAuth
import TesseraTesting
import Testing

@testable import TesseraVerifier

@Suite("Book-keeping of status lists")
struct StatusListsTests {
    private static let uri = TestStatusNetwork.listAddress
    private static let exp: Int64 = 3600

    private var lists = StatusLists(issuer: TestIssuer.name, policy: .standard)
    private let issuer: TestIssuer
    private var now = Duration.seconds(1000)

    init() throws {
        issuer = try TestIssuer()
    }

    private var seconds: Int64 { TestIssuer.now + (now - .seconds(1000)).components.seconds }

    private func reference(_ index: Int = 5) -> StatusReference { StatusReference(uri: Self.uri, index: index) }

    private func token(invalid: [Int] = [], issuedAt: Int64? = nil) throws -> StatusListToken {
        var list = StatusList(entryCount: 64)
        for index in invalid { list.set(.invalid, at: index) }
        let issuedAt = issuedAt ?? seconds
        let claims: JSONObject = [
            "iss": .string(TestIssuer.name), "sub": .string(Self.uri), "iat": .integer(issuedAt),
            "exp": .integer(issuedAt + Self.exp), "ttl": 60,
            "status_list": ["bits": 1, "lst": .string(Base64URL.encode(try list.compressed()))],
        ]
        return try StatusListToken(
            Array(issuer.key.sign(JSONValue.object(claims).serialized(), type: "statuslist+jwt").utf8),
            uri: Self.uri,
            issuer: TestIssuer.name,
            keys: issuer.keySet(),
            now: issuedAt,
            leeway: 30,
            maximumBytes: 1000
        )
    }

    private mutating func fetch(invalid: [Int] = [], issuedAt: Int64? = nil) throws {
        _ = lists.begin(Self.uri, at: now)
        lists.succeeded(
            Self.uri,
            try token(invalid: invalid, issuedAt: issuedAt),
            entityTag: nil,
            at: now,
            seconds: seconds
        )
    }

    private mutating func pass(_ seconds: Int) { now += .seconds(seconds) }

    private mutating func finding(_ index: Int = 5) -> StatusFinding { lists.finding(reference(index), at: now) }

    private mutating func step() -> StatusLists.Step { lists.step(reference(), at: now) }

    // MARK: Without push

    @Test mutating func `an unknown list is asked for, a fetched one answers until its ttl`() throws {
        #expect(finding() == .unknown)
        #expect(step() == .fetch)
        try fetch(invalid: [6])
        #expect(finding() == .known(.valid))
        #expect(finding(6) == .known(.invalid))
        pass(59)
        #expect(step() == .answer(.known(.valid)))
        pass(1)
        #expect(finding() == .stale(.valid))
        #expect(step() == .fetch)
    }

    @Test mutating func `an entry that the list doesn't have is nobody's`() throws {
        try fetch()
        #expect(finding(64) == .foreign)
        #expect(finding(.max) == .foreign)
        #expect(finding(-1) == .foreign)
    }

    @Test(arguments: [
        "https://evil.example.com/status/lists/0", TestIssuer.name, TestIssuer.name + "/",
        TestIssuer.name + ".evil.com/0",
        TestIssuer.name + "@evil.com/0", TestIssuer.name + ":8443/0", "http://login.example.com/status/lists/0",
        TestIssuer.name + "/../0", TestIssuer.name + "/a/./b", TestIssuer.name + "/%2e%2e/0", TestIssuer.name + "/a?b",
        TestIssuer.name + "/a#b", TestIssuer.name + "/a b", TestIssuer.name + "/\u{E4}", "", "/status/lists/0",
        "HTTPS://login.example.com/status/lists/0", TestIssuer.name + "\\@evil.com/0",
        TestIssuer.name + "/" + String(repeating: "a", count: 3000),
    ])
    mutating func `a list that isn't the issuer's own is never asked for`(uri: String) {
        let reference = StatusReference(uri: uri, index: 1)
        #expect(lists.finding(reference, at: now) == .foreign)
        #expect(lists.step(reference, at: now) == .answer(.foreign))
    }

    @Test mutating func `while the issuer is down a list serves until its exp, then it is stale`() throws {
        try fetch()
        pass(60)
        #expect(step() == .fetch)
        _ = lists.begin(Self.uri, at: now)
        lists.failed(Self.uri, at: now)
        #expect(finding() == .known(.valid))
        pass(2)
        // From now on nobody waits for an issuer that may not answer.
        #expect(step() == .fetchAndAnswer(.known(.valid)))
        pass(Int(Self.exp) + 30 - 62 - 1)
        #expect(lists.conclusion(reference(), at: now) == .known(.valid))
        pass(1)
        #expect(lists.conclusion(reference(), at: now) == .stale(.valid))
        #expect(step() == .fetch)
    }

    @Test mutating func `a stricter age can be set than the list's exp`() throws {
        var policy = StatusSourcePolicy()
        policy.maximumAge = .seconds(300)
        lists = StatusLists(issuer: TestIssuer.name, policy: policy)
        try fetch()
        pass(299)
        #expect(lists.conclusion(reference(), at: now) == .known(.valid))
        pass(1)
        #expect(lists.conclusion(reference(), at: now) == .stale(.valid))
    }

    @Test mutating func `a failed fetch isn't repeated at once, and less and less often`() throws {
        var pauses: [Int] = []
        for _ in 0..<8 {
            _ = lists.begin(Self.uri, at: now)
            lists.failed(Self.uri, at: now)
            var pause = 0
            while step() == .answer(.unknown) {
                pass(1)
                pause += 1
            }
            pauses.append(pause)
        }
        #expect(pauses == [2, 4, 8, 16, 32, 60, 60, 60])
        try fetch()
        #expect(finding() == .known(.valid))
    }

    @Test mutating func `an older list than the one at hand undoes no revocation`() throws {
        try fetch(invalid: [5])
        pass(60)
        try fetch(invalid: [], issuedAt: TestIssuer.now - 1)
        #expect(lists.conclusion(reference(), at: now) == .known(.invalid))
        // Nor does it count as news.
        #expect(finding(6) == .known(.valid))
        pass(2)
        #expect(finding(6) == .stale(.valid))
    }

    @Test mutating func `a list is known anew for its ttl when it hasn't changed, but never past its exp`() throws {
        try fetch()
        for _ in 0..<59 {
            pass(60)
            _ = lists.begin(Self.uri, at: now)
            lists.unchanged(Self.uri, at: now)
            #expect(finding() == .known(.valid))
        }
        pass(60)
        _ = lists.begin(Self.uri, at: now)
        lists.unchanged(Self.uri, at: now)
        #expect(finding() == .stale(.valid))
    }

    @Test mutating func `lists are bounded in number, the least recently used one goes first`() throws {
        var policy = StatusSourcePolicy()
        policy.maximumLists = 2
        lists = StatusLists(issuer: TestIssuer.name, policy: policy)
        try fetch()
        for number in 1...10 {
            pass(1)
            _ = finding()
            let uri = TestIssuer.name + "/status/lists/\(number)"
            _ = lists.begin(uri, at: now)
            lists.failed(uri, at: now)
            #expect(lists.count <= 2)
        }
        #expect(finding() == .known(.valid))
    }

    @Test mutating func `a list that no token leads to is forgotten after an hour`() throws {
        try fetch()
        pass(3599)
        _ = lists.due(at: now)
        #expect(lists.count == 1)
        pass(1)
        #expect(lists.due(at: now).isEmpty)
        #expect(lists.count == 0)
    }

    @Test mutating func `without push a list is due at its ttl, and after a failure when it may be asked for`() throws {
        #expect(lists.due(at: now).isEmpty)
        try fetch()
        pass(59)
        #expect(lists.due(at: now).isEmpty)
        pass(1)
        #expect(lists.due(at: now) == [Self.uri])
        _ = lists.begin(Self.uri, at: now)
        #expect(lists.due(at: now).isEmpty)
        lists.failed(Self.uri, at: now)
        pass(1)
        #expect(lists.due(at: now).isEmpty)
        pass(1)
        #expect(lists.due(at: now) == [Self.uri])
    }

    // MARK: With push

    @Test mutating func `with push a list is good as long as events arrive, until it is renewed in mid-life`() throws {
        lists.streamBegan(isResumed: false, at: now)
        try fetch()
        pass(5)
        #expect(lists.due(at: now) == [Self.uri])
        try fetch()
        pass(1799)
        lists.streamWasHeard(at: now)
        #expect(finding() == .known(.valid))
        #expect(lists.due(at: now).isEmpty)
        pass(1)
        #expect(lists.due(at: now) == [Self.uri])
        // An issuer that goes on heartbeating but signs no new list can't stretch the old one's exp.
        pass(1800)
        lists.streamWasHeard(at: now)
        #expect(finding() == .stale(.valid))
    }

    @Test mutating func `a pushed revocation counts at once`() throws {
        lists.streamBegan(isResumed: false, at: now)
        try fetch()
        lists.invalidate(Self.uri, [5, 7], seconds: seconds)
        #expect(finding() == .known(.invalid))
        #expect(finding(7) == .known(.invalid))
        #expect(finding(6) == .known(.valid))
    }

    @Test mutating func `a revocation that is pushed while a fetch is under way isn't lost by the older list`() throws {
        lists.streamBegan(isResumed: false, at: now)
        _ = lists.begin(Self.uri, at: now)
        let older = try token()
        pass(1)
        lists.invalidate(Self.uri, [5], seconds: seconds)
        lists.succeeded(Self.uri, older, entityTag: nil, at: now, seconds: seconds)
        #expect(finding() == .known(.invalid))
        // Nor by one that some cache had kept since before the push.
        for _ in 0..<3 {
            pass(30)
            try fetch(issuedAt: TestIssuer.now + 91)
            #expect(finding() == .known(.invalid))
        }
        // A list that was signed long after the push, though, is the truth: the entry has been given out again.
        try fetch(issuedAt: TestIssuer.now + 92)
        #expect(finding() == .known(.valid))
    }

    @Test mutating func `after a gap every list in use is due at once, and good by its ttl meanwhile`() throws {
        lists.streamBegan(isResumed: false, at: now)
        try fetch()
        try fetch()
        lists.streamEnded()
        pass(10)
        lists.streamBegan(isResumed: false, at: now)
        #expect(lists.due(at: now) == [Self.uri])
        #expect(finding() == .known(.valid))
        pass(50)
        #expect(finding() == .stale(.valid))
        try fetch()
        #expect(finding() == .known(.valid))
        #expect(lists.due(at: now).isEmpty)
    }

    @Test mutating func `a fetch that began before the gap doesn't close it`() throws {
        lists.streamBegan(isResumed: false, at: now)
        try fetch()
        _ = lists.begin(Self.uri, at: now)
        lists.streamEnded()
        lists.streamBegan(isResumed: false, at: now)
        lists.succeeded(Self.uri, try token(), entityTag: nil, at: now, seconds: seconds)
        #expect(lists.due(at: now) == [Self.uri])
    }

    @Test mutating func `a stream that resumes leaves no gap`() throws {
        lists.streamBegan(isResumed: false, at: now)
        try fetch()
        try fetch()
        lists.streamEnded()
        pass(30)
        lists.streamBegan(isResumed: true, at: now)
        #expect(lists.due(at: now).isEmpty)
        pass(600)
        #expect(finding() == .known(.valid))
    }

    @Test mutating func `once push is away a list serves for its ttl after the issuer's last sign of life`() throws {
        lists.streamBegan(isResumed: false, at: now)
        try fetch()
        try fetch()
        pass(300)
        lists.streamWasHeard(at: now)
        pass(35)
        lists.streamEnded()
        #expect(finding() == .known(.valid))
        pass(24)
        #expect(finding() == .known(.valid))
        pass(1)
        #expect(finding() == .stale(.valid))
        #expect(lists.due(at: now) == [Self.uri])
    }

    @Test mutating func `what a revoked key has signed is fetched anew, past its entity tag`() throws {
        lists.streamBegan(isResumed: false, at: now)
        _ = lists.begin(Self.uri, at: now)
        lists.succeeded(Self.uri, try token(), entityTag: "\"a\"", at: now, seconds: seconds)
        lists.distrust(keyID: "another")
        #expect(lists.due(at: now).isEmpty)
        lists.distrust(keyID: issuer.key.keyID)
        #expect(lists.due(at: now) == [Self.uri])
        #expect(lists.begin(Self.uri, at: now) == nil)
    }

    @Test mutating func `pushed entries of absurd numbers take no memory`() throws {
        try fetch()
        lists.invalidate(Self.uri, [Int.max, 1 << 40, 262_144 * 8], seconds: seconds)
        #expect(finding() == .known(.valid))
        lists.invalidate(TestIssuer.name + "/other", [1], seconds: seconds)
        #expect(lists.count == 1)
    }
}
