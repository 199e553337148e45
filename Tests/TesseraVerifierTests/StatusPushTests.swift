import Synchronization
import TesseraJOSE
import TesseraOAuth
import TesseraTesting
import Testing

@testable import TesseraVerifier

@Suite("RemoteStatusSource: with push")
struct StatusPushTests {
    let clock = ManualClock()
    let issuer: TestIssuer
    let network: TestStatusNetwork
    let remote: RemoteIssuer
    let verifier: AccessTokenVerifier

    init() throws {
        issuer = try TestIssuer()
        network = try TestStatusNetwork(issuer, clock)
        remote = try RemoteIssuer(
            TestIssuer.name,
            verifierName: "notes",
            transport: network,
            clock: clock.statusClock
        )
        verifier = remote.verifier(audience: TestIssuer.audience)
    }

    /// Runs the source while a test goes on, with the stream open.
    private func whileRunning(
        connected: Bool = true,
        sourceLocation: SourceLocation = #_sourceLocation,
        _ body: () async throws -> Void
    ) async throws {
        // Before it runs, or its first attempt may fail, and the clock stands still.
        if connected { network.accept() }
        let running = Task { await remote.run() }
        if connected {
            await eventually(sourceLocation: sourceLocation) { network.isConnected }
            network.sayHello(id: "40")
            await eventually(sourceLocation: sourceLocation) { network.confirmations.count == 1 }
        }
        try await body()
        running.cancel()
        await running.value
    }

    /// Waits until the connection is known to be lost, and both loops sleep: the clock may move on.
    private func eventuallyLost(sourceLocation: SourceLocation = #_sourceLocation) async {
        await eventually(sourceLocation: sourceLocation) { !stream.isLive && clock.sleepers == 2 }
    }

    private var stream: StatusStream { remote.status.state.withLock { $0.stream } }

    private var pending: PendingConfirmation? { remote.status.state.withLock { $0.confirmation } }

    private func expectAccepted(_ token: String, sourceLocation: SourceLocation = #_sourceLocation) async throws {
        #expect(try await isAccepted(token), sourceLocation: sourceLocation)
    }

    private func expectRefused(_ token: String, sourceLocation: SourceLocation = #_sourceLocation) async throws {
        #expect(try await !isAccepted(token), sourceLocation: sourceLocation)
    }

    private func isAccepted(_ token: String) async throws -> Bool {
        do {
            _ = try await verifier.verify(token)
            return true
        } catch let error as VerificationError where [.status, .unknownKey].contains(error.rule) {
            return false
        }
    }

    @Test func `a pushed revocation refuses the token at once, without a fetch and without the clock moving`()
        async throws
    {
        let token = try issuer.token(status: 5)
        try await whileRunning {
            try await expectAccepted(token)
            network.sendInvalid([5, 9], id: "41")
            let other = StatusReference(uri: TestStatusNetwork.listAddress, index: 9)
            await eventually { remote.status.status(of: other) == .known(.invalid) }
            try await expectRefused(token)
            try await expectAccepted(issuer.token(status: 6))
            #expect(network.listRequests == 1)
        }
    }

    @Test func `it subscribes under its name, past no number at first`() async throws {
        try await whileRunning {
            #expect(network.subscriptions.map(\.address) == [TestStatusNetwork.eventsAddress + "?verifier=notes"])
            #expect(network.subscriptions.map(\.lastEventID) == [nil])
        }
    }

    @Test func `it subscribes before it fetches a list, and fetches those in use anew when it isn't resumed`()
        async throws
    {
        let token = try issuer.token(status: 5)
        // Known by polling, before there was push.
        try await expectAccepted(token)
        try network.set(.invalid, at: 5)
        try await whileRunning {
            await eventually { network.listRequests == 2 }
            try await eventually { try await !isAccepted(token) }
        }
    }

    @Test func `a lost connection comes back after a pause and resumes where it was`() async throws {
        let token = try issuer.token(status: 5)
        try await whileRunning {
            try await expectAccepted(token)
            network.sendInvalid([6], id: "41")
            network.send("id: 42\nevent: unknown\ndata: x\n\n")
            await eventually { stream.lastEventID == "42" }
            network.disconnect()
            await eventuallyLost()
            #expect(network.subscriptions.count == 1)
            clock.advance(by: .seconds(1))
            await eventually { network.subscriptions.count == 2 && network.isConnected }
            #expect(network.subscriptions.last?.lastEventID == "42")
            let requests = network.listRequests
            network.sayHello(id: "42", stream: "s2", isResumed: true)
            network.sendInvalid([5], id: "43")
            try await eventually { try await !isAccepted(token) }
            #expect(network.listRequests == requests)
        }
    }

    @Test func `a revocation that was missed is found when the stream isn't resumed`() async throws {
        let token = try issuer.token(status: 5)
        try await whileRunning {
            try await expectAccepted(token)
            network.disconnect()
            await eventuallyLost()
            try network.set(.invalid, at: 5)
            clock.advance(by: .seconds(1))
            await eventually { network.isConnected }
            network.sayHello(id: "99", stream: "s2", isResumed: false)
            try await eventually { try await !isAccepted(token) }
        }
    }

    @Test func `a revocation that is pushed while the list is being fetched counts`() async throws {
        let token = try issuer.token(status: 5)
        try await whileRunning {
            network.documents.hold()
            let verification = Task { try await isAccepted(token) }
            await eventually { network.listRequests == 1 }
            network.sendInvalid([5], id: "41")
            await eventually { stream.lastEventID == "41" }
            network.documents.release()
            let outcome = try await verification.value
            #expect(!outcome)
        }
    }

    @Test func `a silent connection is given up, and lists are polled meanwhile`() async throws {
        let token = try issuer.token(status: 5)
        let reference = StatusReference(uri: TestStatusNetwork.listAddress, index: 5)
        try await whileRunning {
            try await expectAccepted(token)
            network.refuse(KeySetError(.unreachable))
            // The watchdog and the poll loop sleep; the first by the issuer's heartbeat.
            await eventually { clock.longestSleep == .seconds(35) }
            clock.advance(by: .seconds(35))
            await eventuallyLost()
            #expect(network.subscriptions.count == 1)
            try network.set(.invalid, at: 5)
            // Not by the token's need: the loop asks as time goes on, though an answer may be on its way from before.
            await eventually {
                if clock.sleepers == 2 { clock.advance(by: .seconds(1)) }
                return remote.status.status(of: reference) == .known(.invalid)
            }
            #expect(clock.uptime() < .seconds(TestIssuer.now + 3000))
            try await expectRefused(token)
        }
    }

    @Test func `heartbeats keep a connection`() async throws {
        try await whileRunning {
            for number in 1...10 {
                clock.advance(by: .seconds(15))
                network.send(": heartbeat\n\n")
                await eventually { stream.lastActivity == .seconds(TestIssuer.now + Int64(number * 15)) }
            }
            #expect(network.subscriptions.count == 1)
        }
    }

    @Test func `an issuer that is down is asked less and less often`() async throws {
        network.refuse(KeySetError(.unreachable))
        try await whileRunning(connected: false) {
            await eventually { network.subscriptions.count == 1 }
            for (number, pause) in [1, 2, 4, 8, 16, 30, 30].enumerated() {
                await eventually { clock.sleepers == 2 && clock.longestSleep == .seconds(pause) }
                clock.advance(by: .seconds(pause))
                await eventually { network.subscriptions.count == number + 2 }
            }
        }
    }

    @Test func `a nonsensical event ends the connection, and the next one asks for everything`() async throws {
        try await whileRunning {
            network.send("id: 41\nevent: status\ndata: nonsense\n\n")
            await eventuallyLost()
            clock.advance(by: .seconds(1))
            await eventually { network.subscriptions.count == 2 }
            #expect(network.subscriptions.last?.lastEventID == nil)
        }
    }

    @Test func `lists are renewed before their exp while push lives, which is how cleared entries arrive`() async throws
    {
        let token = try issuer.token(status: 5)
        try await whileRunning {
            try await expectAccepted(token)
            network.sendInvalid([5], id: "41")
            try await eventually { try await !isAccepted(token) }
            // The issuer has given the entry out again. Longer than half of the list's life, since a fetch may take its time.
            for half in 1...80 {
                await eventually { clock.sleepers == 2 }
                clock.advance(by: .seconds(30))
                network.send(": heartbeat\n\n")
                await eventually { stream.lastActivity == .seconds(TestIssuer.now + Int64(half * 30)) }
                if half == 5 { try network.publishList() }
            }
            try await eventually { try await isAccepted(token) }
        }
    }

    @Test func `an issuer without push is polled, and asked again whether it has some`() async throws {
        network.documents.answer(
            TestNetwork.metadataAddress,
            json: ["issuer": .string(TestIssuer.name), "jwks_uri": .string(TestNetwork.keySetAddress)]
        )
        let token = try issuer.token(status: 5)
        try await whileRunning(connected: false) {
            try await expectAccepted(token)
            await eventually { clock.sleepers == 2 && clock.longestSleep == .seconds(300) }
            try network.set(.invalid, at: 5)
            clock.advance(by: .seconds(60))
            await eventually { network.listRequests == 2 }
            try await eventually { try await !isAccepted(token) }
            try network.publishEndpoints()
            network.accept()
            clock.advance(by: .seconds(240))
            await eventually { network.isConnected }
        }
    }

    @Test(arguments: ["https://evil.example.com/status/events", "http://login.example.com/e", "/status/events", ""])
    func `a stream of another host is never opened`(address: String) async throws {
        try network.publishEndpoints(events: address)
        try await whileRunning(connected: false) {
            await eventually { clock.longestSleep == .seconds(300) }
            #expect(network.subscriptions.isEmpty)
        }
    }

    @Test func `it ends when its task is cancelled, in whatever state`() async throws {
        try await whileRunning {}
        network.refuse(KeySetError(.unreachable))
        try await whileRunning(connected: false) { await eventually { clock.sleepers == 2 } }
        try await whileRunning(connected: false) {}
        #expect(clock.sleepers == 0)
    }

    // MARK: Keys

    @Test func `a revoked key is refused at once, its cached tokens too, and that is confirmed`() async throws {
        let token = try issuer.token()
        try await whileRunning {
            try await expectAccepted(token)
            try await expectAccepted(token)
            network.sendRevoked(issuer.key.keyID, id: "41")
            await eventually { network.confirmations.last == StatusConfirmation(stream: "s1", id: "41") }
            try await expectRefused(token)
            // Though the issuer's cached answer still lists it.
            clock.advance(by: .seconds(4000))
            try await expectRefused(token)
        }
    }

    @Test func `hello is confirmed only when the keys were fetched anew, since a revocation may have been missed`()
        async throws
    {
        _ = try await verifier.verify(issuer.token())
        network.documents.fail(.unreachable)
        try network.publishEndpoints()
        network.accept()
        try await whileRunning(connected: false) {
            await eventually { network.isConnected }
            network.sayHello(id: "40")
            // The poll loop, the watchdog, and the confirmation that has to be tried again.
            await eventually { network.documents.keySetRequests == 2 && clock.sleepers == 3 }
            #expect(pending?.needsKeys == true)
            #expect(network.confirmations.isEmpty)
            network.documents.publish(try TestIssuer().publishedKeys)
            clock.advance(by: .seconds(2))
            await eventually { network.confirmations == [StatusConfirmation(stream: "s1", id: "40")] }
            try await expectRefused(issuer.token())
        }
    }

    @Test func `a confirmation that doesn't arrive is sent again, one that is refused is not`() async throws {
        network.answerConfirmations(.failure(KeySetError(.unreachable)))
        network.accept()
        try await whileRunning(connected: false) {
            await eventually { network.isConnected }
            network.sayHello(id: "40")
            await eventually { network.confirmations.count == 1 && clock.sleepers == 3 }
            network.answerConfirmations(.success(503))
            clock.advance(by: .seconds(2))
            await eventually { network.confirmations.count == 2 && clock.sleepers == 3 }
            network.answerConfirmations(.success(404))
            clock.advance(by: .seconds(4))
            await eventually { network.confirmations.count == 3 }
            await eventually { pending == nil }
            clock.advance(by: .seconds(20))
            for _ in 1...100 { await Task.yield() }
            #expect(network.confirmations.count == 3)
        }
    }
}
