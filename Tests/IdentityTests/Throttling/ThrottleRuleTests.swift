import Testing

@testable import Identity

@Suite struct ThrottleRuleTests {
    let rule = ThrottleRule(burst: 3, every: .seconds(10))
    let start: Int64 = 1_800_000_000_000

    @Test func `a full bucket gives its burst, then one per interval`() {
        var fullAt: Int64?
        var allowed: [Int64] = []
        for second in Int64(0)..<60 {
            let decision = rule.take(fullAt: fullAt, now: start + second * 1000)
            if decision.wait == nil { allowed.append(second) }
            fullAt = decision.fullAt
        }
        #expect(allowed == [0, 1, 2, 10, 20, 30, 40, 50])
    }

    @Test func `a refusal says when the next attempt goes through, and then it does`() throws {
        var fullAt: Int64?
        for _ in 0..<3 { fullAt = rule.take(fullAt: fullAt, now: start).fullAt }
        let wait = try #require(rule.take(fullAt: fullAt, now: start + 1).wait)
        #expect(wait == 9_999)
        #expect(rule.take(fullAt: fullAt, now: start + wait).wait == 1)
        #expect(rule.take(fullAt: fullAt, now: start + 1 + wait).wait == nil)
    }

    @Test func `a refused attempt takes nothing`() {
        var fullAt: Int64?
        for _ in 0..<3 { fullAt = rule.take(fullAt: fullAt, now: start).fullAt }
        for _ in 0..<1000 {
            let decision = rule.take(fullAt: fullAt, now: start + 5)
            #expect(decision.wait != nil && decision.fullAt == fullAt)
        }
    }

    @Test func `nobody waits longer than one interval, whatever number was kept`() {
        for kept in [start + 1_000_000_000, Int64.max, start + 30_001, start + 30_000] {
            let decision = rule.take(fullAt: kept, now: start)
            #expect(decision.wait == 10_000)
            #expect(decision.fullAt == start + 30_000)
        }
        for kept in [Int64.min, 0, -1, start] {
            #expect(rule.take(fullAt: kept, now: start) == .allowed(fullAt: start + 10_000))
        }
    }

    @Test func `senseless rules become the nearest sensible ones`() {
        #expect(ThrottleRule(burst: 0, every: .seconds(-5)) == ThrottleRule(burst: 1, every: .milliseconds(1)))
        #expect(ThrottleRule(burst: .max, every: .seconds(Int64.max)).intervalMilliseconds == 86_400_000)
        #expect(ThrottleRule(burst: 1, every: .microseconds(2500)).intervalMilliseconds == 2)
    }
}

@Suite struct ClientNetworkTests {
    @Test(arguments: [
        ("192.0.2.1", "192.0.2.1"), ("::ffff:192.0.2.1", "192.0.2.1"), ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:DB8:1:2::9", "2001:db8:1:2::/64"), ("[2001:db8:1:2::9]", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80:0:0:0::/64"),
        ("::1", "0:0:0:0::/64"), ("not an address", "not an address"), ("", ""), ("192.0.2.1.5", "192.0.2.1.5"),
        ("192.0.2.1\u{0}", "192.0.2.1\u{0}"),
    ])
    func `an IPv4 address and an IPv6 network of 64 bits count as one caller`(address: String, text: String) {
        #expect(ClientNetwork(address).text == text)
    }

    @Test func `a text of any length stays short`() {
        #expect(ClientNetwork(String(repeating: "9", count: 100_000)).text.utf8.count == 64)
    }
}
