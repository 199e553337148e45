import Testing

@testable import Identity

@Suite struct HashingSchedulerTests {
    private static func key(_ network: String, _ account: String? = nil) -> AdmissionKey {
        AdmissionKey(address: network, account: account ?? network)
    }

    private static func admission(
        _ concurrency: Int = 1,
        waiting: Int = 64,
        perKey: Int = 8,
        wait: Duration = .seconds(2)
    ) -> HashingScheduler {
        HashingScheduler(
            configuration: AdmissionConfiguration(
                concurrency: concurrency,
                maximumWaiting: waiting,
                maximumWaitingPerKey: perKey,
                maximumWait: wait
            )
        )
    }

    @Test func `as many hash at once as configured, the next one waits`() {
        var admission = Self.admission(2)
        #expect(admission.arrive(1, Self.key("a"), now: 0).admitted == [1])
        #expect(admission.arrive(2, Self.key("a"), now: 0).admitted == [2])
        #expect(admission.arrive(3, Self.key("a"), now: 0) == .init())
        #expect(admission.running == 2 && admission.waiting == 1)
        #expect(admission.finish(after: 10, now: 10).admitted == [3])
        #expect(admission.running == 2 && admission.waiting == 0)
    }

    @Test func `networks are served in turn: a flood delays another caller by one hash only`() {
        var admission = Self.admission()
        _ = admission.arrive(0, Self.key("flood"), now: 0)
        for ticket in 1...8 { _ = admission.arrive(UInt64(ticket), Self.key("flood", "\(ticket)"), now: 0) }
        _ = admission.arrive(100, Self.key("owner"), now: 1)
        var order: [UInt64] = []
        for time in 2..<11 { order += admission.finish(after: 1, now: Int64(time)).admitted }
        #expect(order == [1, 100, 2, 3, 4, 5, 6, 7, 8])
    }

    @Test func `no more wait per network than configured`() {
        var admission = Self.admission(perKey: 2)
        for ticket in 0...2 {
            #expect(admission.arrive(UInt64(ticket), Self.key("a", "\(ticket)"), now: 0).refused.isEmpty)
        }
        #expect(admission.arrive(3, Self.key("a", "3"), now: 0).refused == [3])
        #expect(admission.arrive(4, Self.key("b", "4"), now: 0).refused.isEmpty)
    }

    @Test func `no more wait per account than configured, however many addresses ask`() {
        var admission = Self.admission(perKey: 2)
        for ticket in 0...2 {
            #expect(admission.arrive(UInt64(ticket), Self.key("\(ticket)", "victim"), now: 0).refused.isEmpty)
        }
        #expect(admission.arrive(3, Self.key("3", "victim"), now: 0).refused == [3])
        #expect(admission.arrive(4, Self.key("4", "other"), now: 0).refused.isEmpty)
        // Once one of them has had its turn there is room again.
        _ = admission.finish(after: 1, now: 1)
        #expect(admission.arrive(5, Self.key("5", "victim"), now: 1).refused.isEmpty)
    }

    @Test func `an account counts as one however its name is typed`() {
        var admission = Self.admission(perKey: 1)
        _ = admission.arrive(0, Self.key("192.0.2.1", "Alice"), now: 0)
        _ = admission.arrive(1, Self.key("192.0.2.2", "alice"), now: 0)
        #expect(admission.arrive(2, Self.key("192.0.2.3", " ALICE"), now: 0).refused == [2])
        #expect(admission.arrive(3, Self.key("192.0.2.4", "bob"), now: 0).refused.isEmpty)
    }

    @Test func `an address of one IPv6 network counts as that network`() {
        var admission = Self.admission(perKey: 1)
        _ = admission.arrive(0, Self.key("2001:db8::1", "0"), now: 0)
        _ = admission.arrive(1, Self.key("2001:db8::2", "1"), now: 0)
        #expect(admission.arrive(2, Self.key("2001:db8::3", "2"), now: 0).refused == [2])
        #expect(admission.arrive(3, Self.key("2001:db8:0:1::3", "3"), now: 0).refused.isEmpty)
    }

    @Test func `in a full queue a newcomer displaces the last of the longest line, never an equal`() {
        var admission = Self.admission(waiting: 4, perKey: 8)
        _ = admission.arrive(0, Self.key("x"), now: 0)
        for ticket in 1...3 { _ = admission.arrive(UInt64(ticket), Self.key("flood", "\(ticket)"), now: 0) }
        _ = admission.arrive(4, Self.key("small"), now: 0)
        #expect(admission.waiting == 4)
        #expect(admission.arrive(5, Self.key("owner"), now: 0) == .init(admitted: [], refused: [3]))
        #expect(admission.arrive(6, Self.key("flood", "6"), now: 0).refused == [6])
        #expect(admission.arrive(7, Self.key("second owner"), now: 0) == .init(admitted: [], refused: [2]))
        // Every line has one now: nobody is longer than the newcomer would be.
        #expect(admission.arrive(8, Self.key("third owner"), now: 0).refused == [8])
        #expect(admission.waiting == 4 && admission.refused == 4)
    }

    @Test func `who has waited for a while is not displaced any more: a refusal comes soon, or not at all`() {
        var admission = Self.admission(waiting: 3)
        _ = admission.arrive(0, Self.key("x"), now: 0)
        for ticket in 1...3 { _ = admission.arrive(UInt64(ticket), Self.key("flood", "\(ticket)"), now: 10) }
        let late = 10 + HashingScheduler.displaceable
        #expect(admission.arrive(4, Self.key("owner"), now: late) == .init(admitted: [], refused: [3]))
        #expect(admission.arrive(5, Self.key("second owner"), now: late + 1).refused == [5])
    }

    @Test func `of a line that has waited, a shorter one gives way whose last has just come`() {
        var admission = Self.admission(waiting: 5)
        _ = admission.arrive(0, Self.key("x"), now: 0)
        for ticket in 1...3 { _ = admission.arrive(UInt64(ticket), Self.key("old", "\(ticket)"), now: 0) }
        for ticket in 4...5 { _ = admission.arrive(UInt64(ticket), Self.key("young", "\(ticket)"), now: 100) }
        #expect(admission.arrive(6, Self.key("owner"), now: 101) == .init(admitted: [], refused: [5]))
    }

    @Test func `whether there is room is told as arriving would tell it, and counted once`() {
        var admission = Self.admission(waiting: 2, perKey: 2)
        let free = admission.turnsAway(Self.key("a"), now: 0)
        _ = admission.arrive(0, Self.key("a"), now: 0)
        let behindOne = admission.turnsAway(Self.key("a"), now: 0)
        #expect(!free && !behindOne)
        _ = admission.arrive(1, Self.key("a", "1"), now: 0)
        _ = admission.arrive(2, Self.key("a", "2"), now: 0)
        let third = admission.turnsAway(Self.key("a", "3"), now: 0)
        #expect(third)
        // From elsewhere there is room for a moment: the last of the longer line would give way.
        let elsewhere = admission.turnsAway(Self.key("b"), now: HashingScheduler.displaceable)
        let later = admission.turnsAway(Self.key("b"), now: HashingScheduler.displaceable + 1)
        #expect(!elsewhere && later)
        #expect(admission.refused == 2 && admission.waiting == 2)
    }

    @Test func `nobody waits longer than the maximum`() {
        var admission = Self.admission(wait: .milliseconds(100))
        _ = admission.arrive(0, Self.key("a"), now: 0)
        _ = admission.arrive(1, Self.key("b"), now: 0)
        _ = admission.arrive(2, Self.key("c"), now: 25)
        #expect(admission.finish(after: 120, now: 120) == .init(admitted: [2], refused: [1]))
        // The average is 120 ms by now, so a newcomer is told at once.
        #expect(admission.arrive(3, Self.key("d"), now: 130).refused == [3])
        #expect(admission.waiting == 0)
    }

    @Test func `hashes that take longer are believed after a few, so that no more are let in than get their turn`() {
        var admission = Self.admission(wait: .milliseconds(2000))
        for time in 0..<20 {
            _ = admission.arrive(UInt64(time), Self.key("a"), now: Int64(time) * 20)
            _ = admission.finish(after: 20, now: Int64(time) * 20 + 20)
        }
        for time in 0..<4 {
            _ = admission.arrive(UInt64(100 + time), Self.key("a"), now: Int64(1000 + time * 400))
            _ = admission.finish(after: 400, now: Int64(1400 + time * 400))
        }
        #expect(admission.averageMilliseconds.map { $0 > 250 } == true)
        var letIn = 0
        for caller in 0..<20
        where admission.arrive(UInt64(200 + caller), Self.key("\(caller)"), now: 3000).refused.isEmpty {
            letIn += 1
        }
        // One hashes, three wait: 3 × 280 ms is within half of the longest wait, 4 × 280 ms is not.
        #expect(letIn == 4)
    }

    @Test func `a newcomer whose predicted wait is too long is refused at once`() {
        var admission = Self.admission(wait: .milliseconds(200))
        _ = admission.arrive(0, Self.key("a"), now: 0)
        _ = admission.finish(after: 40, now: 40)
        _ = admission.arrive(1, Self.key("a"), now: 40)
        #expect(admission.arrive(2, Self.key("b"), now: 40).refused.isEmpty)  // predicted 40 ms
        #expect(admission.arrive(3, Self.key("c"), now: 40).refused.isEmpty)  // 80 ms
        #expect(admission.arrive(4, Self.key("d"), now: 40).refused == [4])  // 120 ms
        #expect(admission.retryAfter == 1)
    }

    @Test func `a hash that is stuck is believed before it ends, so that nobody is let in to be turned away late`() {
        var admission = Self.admission(wait: .milliseconds(1000))
        _ = admission.arrive(0, Self.key("a"), now: 0)
        _ = admission.finish(after: 20, now: 20)
        _ = admission.arrive(1, Self.key("a"), now: 100)
        let soon = admission.turnsAway(Self.key("b"), now: 600)
        let late = admission.turnsAway(Self.key("b"), now: 601)
        #expect(!soon && late)
        // The next hash is a new one.
        _ = admission.finish(after: 20, now: 610)
        _ = admission.arrive(2, Self.key("a"), now: 610)
        let after = admission.turnsAway(Self.key("b"), now: 620)
        #expect(!after)
    }

    @Test func `who is let in gets a turn, also behind others of one network while newcomers of many go first`() {
        var admission = Self.admission(1, wait: .milliseconds(2000))
        var (ticket, now, lateRefusals, served) = (UInt64(0), Int64(0), 0, 0)
        var waiting: [UInt64: (arrival: Int64, isFlood: Bool)] = [:]
        func settle(_ effects: HashingScheduler.Effects) {
            for done in effects.admitted where waiting.removeValue(forKey: done)?.isFlood == true { served += 1 }
            for done in effects.refused {
                guard let found = waiting.removeValue(forKey: done) else { continue }
                if now - found.arrival > 100, now > 10_000 { lateRefusals += 1 }
            }
        }
        func arrive(_ network: String, isFlood: Bool) {
            ticket += 1
            waiting[ticket] = (now, isFlood)
            settle(admission.arrive(ticket, Self.key(network, "\(ticket)"), now: now))
        }
        // One hash takes 50 ms. In two of three such times somebody comes from elsewhere; four networks send all they can.
        for step in 0..<2000 {
            now = Int64(step) * 50
            if admission.running > 0 { settle(admission.finish(after: 50, now: now)) }
            if !step.isMultiple(of: 3) { arrive("person \(step)", isFlood: false) }
            for network in 0..<4 { arrive("flood \(network)", isFlood: true) }
        }
        #expect(lateRefusals == 0)
        // What the others leave is the flood's.
        #expect(served > 600)
    }

    @Test func `the prediction is about the caller's own turn, not the length of somebody else's line`() {
        var admission = Self.admission(perKey: 20, wait: .milliseconds(200))
        _ = admission.arrive(0, Self.key("flood"), now: 0)
        for ticket in 1...10 { _ = admission.arrive(UInt64(ticket), Self.key("flood", "\(ticket)"), now: 0) }
        _ = admission.finish(after: 40, now: 40)
        #expect(admission.waiting == 9)
        #expect(admission.arrive(50, Self.key("owner"), now: 41).refused.isEmpty)
        #expect(admission.arrive(51, Self.key("flood", "51"), now: 41).refused == [51])
    }

    @Test func `Retry-After covers the work that waits`() {
        var admission = Self.admission(wait: .seconds(100))
        _ = admission.arrive(0, Self.key("a"), now: 0)
        _ = admission.finish(after: 1500, now: 1500)
        for ticket in 1...5 { _ = admission.arrive(UInt64(ticket), Self.key("\(ticket)"), now: 1500) }
        #expect(admission.waiting == 4)
        #expect(admission.retryAfter == 8)
    }

    @Test func `a cancelled waiter is forgotten, and its place is free`() {
        var admission = Self.admission(perKey: 1)
        _ = admission.arrive(0, Self.key("a", "0"), now: 0)
        _ = admission.arrive(1, Self.key("a", "1"), now: 0)
        let first = admission.cancel(1)
        #expect(first)
        let again = admission.cancel(1)
        #expect(!again)
        let running = admission.cancel(0)
        #expect(!running)
        #expect(admission.waiting == 0)
        #expect(admission.arrive(2, Self.key("a", "1"), now: 0).refused.isEmpty)
        #expect(admission.finish(after: 1, now: 1).admitted == [2])
    }

    @Test func `whatever happens, everyone gets exactly one answer and no bound is broken`() {
        var seed: UInt64 = 0x9E37_79B9_7F4A_7C15
        func random(_ below: Int) -> Int {
            seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((seed >> 33) % UInt64(below))
        }
        for _ in 0..<50 {
            var admission = Self.admission(
                1 + random(3),
                waiting: random(12),
                perKey: random(5),
                wait: .milliseconds(random(60))
            )
            var open: Set<UInt64> = []
            var running = 0
            var now: Int64 = 0
            func settle(_ effects: HashingScheduler.Effects) {
                for ticket in effects.admitted + effects.refused {
                    let wasOpen = open.remove(ticket) != nil
                    #expect(wasOpen, "two answers, or one to nobody")
                }
                running += effects.admitted.count
            }
            for ticket in 0..<UInt64(400) {
                now += Int64(random(10))
                switch random(5) {
                case 0...2:
                    open.insert(ticket)
                    let key = Self.key("\(random(6))", "\(random(4))")
                    var copy = admission
                    // Whose time has run out makes room only when somebody arrives.
                    let isTurnedAway = copy.turnsAway(key, now: now)
                    let effects = admission.arrive(ticket, key, now: now)
                    #expect(isTurnedAway || !effects.refused.contains(ticket), "told that there was room")
                    settle(effects)
                case 3 where running > 0:
                    running -= 1
                    settle(admission.finish(after: random(4) == 0 ? nil : Double(random(30)), now: now))
                default:
                    if let waiter = open.min(), random(3) == 0 {
                        let cancelled = admission.cancel(waiter)
                        #expect(cancelled)
                        open.remove(waiter)
                    }
                }
                #expect(admission.running == running && running <= admission.configuration.concurrency)
                #expect(admission.waiting == open.count && open.count <= admission.configuration.maximumWaiting)
                #expect(
                    open.isEmpty || running == admission.configuration.concurrency,
                    "someone waits while a thread idles"
                )
            }
            while running > 0 {
                running -= 1
                settle(admission.finish(after: 1, now: now))
            }
            #expect(open.isEmpty && admission.waiting == 0 && admission.running == 0)
        }
    }
}
