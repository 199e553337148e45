import Identity
import TesseraJOSE
import TesseraOAuth

/// An API that checks access tokens offline: it keeps the status list and the keys, and learns of changes by push or by asking.
final class SimulatedVerifier: @unchecked Sendable {
    let name: String
    let isPush: Bool
    private unowned let world: World
    private var list: StatusList?
    private var keys: Set<String> = []
    private var revokedKeys: Set<String> = []
    /// When what it knows was last confirmed.
    private var confirmedAt: Int64 = 0
    /// Since when it has been told of every change; nil while it has no connection.
    private(set) var connectedSince: Int64?
    private var lastEvent: StatusEventID?
    private var connection = 0

    init(_ world: World, name: String, isPush: Bool) {
        self.world = world
        self.name = name
        self.isPush = isPush
    }

    // MARK: Checking

    /// Somebody shows an access token.
    func check(_ access: IssuedAccess) {
        guard world.now < access.expiresAt else { return }
        let isFresh = connectedSince != nil || world.now - confirmedAt <= world.plan.statusTimeToLive
        if list != nil, isFresh, keys.contains(access.keyID) { return decide(access) }
        fetch { [self] in decide(access) }
    }

    private func decide(_ access: IssuedAccess) {
        guard world.now < access.expiresAt, keys.contains(access.keyID), !revokedKeys.contains(access.keyID) else {
            return
        }
        guard list?.status(at: access.index) == .valid else { return }
        world.judge.accepted(access, by: self)
    }

    /// Asks for the list and the keys; without an answer the token is refused.
    private func fetch(then decide: @escaping () -> Void) {
        world.after(world.random.milliseconds(5...60)) { [self] in
            guard let snapshot = StatusSnapshot(world), world.isCalm || !world.random.chance(world.plan.lossRate) else {
                return
            }
            world.after(world.random.milliseconds(5...60)) { [self] in
                // An answer that was overtaken by an event would bring back what is over.
                if connectedSince == nil { take(snapshot) } else { keys.formUnion(snapshot.keys) }
                decide()
            }
        }
    }

    private func take(_ snapshot: StatusSnapshot) {
        list = snapshot.list
        keys = snapshot.keys
        confirmedAt = snapshot.madeAt
    }

    // MARK: Push

    /// Begins to listen, with the last event that it knows.
    func connect() {
        guard isPush, connectedSince == nil, !world.isCalm else { return }
        world.after(world.random.milliseconds(10...200)) { [self] in
            guard connectedSince == nil, let engine = world.server.engine else { return retry() }
            connection += 1
            let number = connection
            let subscription = engine.status.subscribe(after: lastEvent)
            let missed = world.mutations.missedEvents(subscription)
            // What it kept is good to go on from, or else it takes the list as it is now.
            let isResumed = subscription.isResumed && list != nil
            let start = isResumed ? nil : StatusSnapshot(world)
            guard isResumed || start != nil else {
                engine.status.end(subscription)
                return retry()
            }
            let keys = StatusSnapshot.keys(engine)
            let line = Line(free: world.now + world.random.milliseconds(5...200))
            world.after(line.free - world.now) { [self] in
                guard connection == number else { return }
                if let start { take(start) } else { self.keys = keys }
                lastEvent = subscription.start
                missed.forEach(take)
                connectedSince = world.now
                world.note("\(name) listens\(start == nil ? ", and was told of \(missed.count) events" : "")")
            }
            world.listen { [self] in
                for await message in subscription.messages {
                    guard connection == number, case .events(let events) = message else { continue }
                    line.free = max(line.free, world.now + world.random.milliseconds(5...400))
                    world.after(line.free - world.now) { [self] in
                        guard connection == number else { return }
                        events.forEach(take)
                        confirmedAt = world.now
                    }
                }
            }
        }
    }

    private func take(_ event: StatusEvent) {
        lastEvent = event.id
        switch event.change {
        case .invalid(let reference): list?.set(.invalid, at: reference.index)
        case .keyRevoked(let keyID): revokedKeys.insert(keyID)
        }
    }

    /// The connection is cut, and both sides notice.
    func disconnect() {
        connection += 1
        guard connectedSince != nil else { return }
        connectedSince = nil
        confirmedAt = world.now
        world.note("\(name) has lost its connection")
        retry()
    }

    private func retry() {
        guard !world.isCalm else { return }
        world.after(world.random.milliseconds(500...5_000)) { [self] in connect() }
    }
}

/// A connection on which nothing overtakes: when the next message can arrive at the earliest.
private final class Line: @unchecked Sendable {
    var free: Int64

    init(free: Int64) {
        self.free = free
    }
}

/// What the server publishes at a moment: the status list, read from the signed token, and the keys.
struct StatusSnapshot {
    let list: StatusList
    let keys: Set<String>
    let madeAt: Int64

    /// Nothing when the server is down.
    init?(_ world: World) {
        guard let engine = world.server.engine else { return nil }
        do {
            guard let signed = try engine.status.currentList(0) else { return nil }
            if let known = world.lists[signed.tag] {
                list = known
                keys = Self.keys(engine)
                madeAt = world.now
                return
            }
            let verified = try engine.signingKeys.verificationKeys().verify(signed.token)
            let claims = try Claims(parsing: verified.payload)
            guard let compressed = claims["status_list"]?["lst"]?.string.flatMap({ Base64URL.decode($0) }) else {
                world.judge.report(.liveness, "the status list has no list")
                return nil
            }
            list = try StatusList(bitsPerEntry: 1, compressed: compressed, maximumBytes: 1 << 16)
            world.lists[signed.tag] = list
        } catch let error as IdentityError where error.code == .overloaded {
            return nil
        } catch {
            world.judge.report(.liveness, "the status list cannot be read: \(error)")
            return nil
        }
        keys = Self.keys(engine)
        madeAt = world.now
    }

    /// The keys that are published.
    static func keys(_ engine: IdentitySystem) -> Set<String> {
        Set(engine.signingKeys.publicKeys.keys.compactMap(\.keyID))
    }
}
