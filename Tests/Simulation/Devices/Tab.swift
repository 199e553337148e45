import Identity

/// A tab: it has an access token in memory, uses it, and refreshes when it must.
final class Tab {
    /// A refresh that is under way, and what the tab knew when it sent it.
    final class Flight {
        let epoch: Int
        let generation: Int64
        let attempts: [String]
        var exchange: Exchange?

        init(epoch: Int, generation: Int64, attempts: [String]) {
            self.epoch = epoch
            self.generation = generation
            self.attempts = attempts
        }
    }

    let name: String
    unowned let device: Device
    var access: AccessCopy?
    var flight: Flight?
    var failures = 0
    /// Whether somebody in this tab waits for an access token.
    var isWanted = false
    private(set) var isFrozen = false
    private var backlog: [() -> Void] = []
    /// Counts lives: what a killed tab had planned is not done by the next one.
    private(set) var life = 0

    var world: World { device.world }

    init(_ device: Device, name: String) {
        self.device = device
        self.name = name
    }

    /// Whether its code runs at all.
    var isRunning: Bool { !isFrozen && !device.isAsleep }

    // MARK: Use

    /// The person does something that needs the API.
    func use() {
        guard isRunning, device.storage.session != nil else { return }
        adopt()
        guard let access, device.isUsable(access) else {
            isWanted = true
            return refresh()
        }
        show(access)
    }

    /// Refreshes ahead of time, or because the application asks for it.
    func refreshNow() {
        guard isRunning, device.storage.session != nil else { return }
        isWanted = true
        refresh()
    }

    func show(_ access: AccessCopy) {
        isWanted = false
        // Most uses teach nothing; after each end, every verifier is shown what it must refuse.
        guard world.random.chance(0.25), let issued = world.judge.issued[access.text] else { return }
        world.random.pick(world.verifiers).check(issued)
    }

    /// Takes a newer access token that another tab has stored.
    func adopt() {
        guard let shared = device.storage.access, shared.generation > access?.generation ?? -1 else { return }
        access = shared
    }

    /// A session begins.
    func begin(_ access: AccessCopy) {
        self.access = access
        failures = 0
        planAhead(access)
    }

    /// Refreshes at four fifths of the lifetime, less a jitter.
    func planAhead(_ access: AccessCopy) {
        let (life, epoch) = (life, device.storage.epoch)
        let ahead = access.lifetime * 4 / 5 - world.random.milliseconds(0...max(1, access.lifetime / 10))
        world.after(ahead) { [self] in
            guard !world.isCalm, self.life == life, device.storage.epoch == epoch, isRunning else { return }
            guard self.access?.generation == access.generation else { return }
            refreshNow()
        }
    }

    // MARK: Mishaps

    /// The tab crashes or is closed, and opened again a little later.
    func kill() {
        world.note("\(name) is killed")
        loseConnection()
        life += 1
        access = nil
        isWanted = false
        isFrozen = false
        backlog = []
        let life = life
        world.after(world.random.milliseconds(200...10_000)) { [self] in
            guard self.life == life else { return }
            use()
        }
    }

    /// The browser freezes the tab: its code stands still, while its requests go on.
    func freeze(for duration: Int64) {
        guard !isFrozen else { return }
        world.note("\(name) is frozen")
        isFrozen = true
        let life = life
        world.after(duration) { [self] in
            if self.life == life { thaw() }
        }
    }

    func thaw() {
        guard isFrozen else { return }
        world.note("\(name) thaws")
        isFrozen = false
        let waiting = backlog
        backlog = []
        for action in waiting { action() }
        use()
    }

    /// Does something now, or as soon as the tab is thawed.
    func whenRunning(_ action: @escaping () -> Void) {
        if isFrozen { backlog.append(action) } else { action() }
    }

    /// The device or the tab goes away with the request under way.
    func loseConnection() {
        abandon()
    }

    /// Gives up the refresh under way: its answer will not be taken.
    func abandon() {
        flight?.exchange?.giveUp()
        flight = nil
        releaseLock()
    }

    /// The session is over.
    func forget() {
        access = nil
        isWanted = false
        failures = 0
    }

    func releaseLock() {
        if device.lockHolder === self { device.lockHolder = nil }
    }
}
