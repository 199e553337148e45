import Identity

/// A device with a browser (or a native client): tabs that share a store or a cookie jar, a clock that may be wrong, a person.
final class Device {
    let name: String
    let account: Int
    /// Whether the refresh token is in the cookie jar rather than in the tabs' store.
    let isCookie: Bool
    /// Whether tabs can agree on who refreshes; on insecure origins they cannot.
    let hasLocks: Bool
    /// Whether its client is one of the standard's: it sends no attempt ids, asks one question at a time and drops what it gave up.
    let isPlain: Bool
    unowned let world: World
    var storage = DeviceStorage()
    /// The refresh cookie, which only the browser reads and writes.
    var jar: TokenCopy?
    private(set) var tabs: [Tab] = []
    var lockHolder: Tab?
    private(set) var isAsleep = false
    private var sleptFor: Int64 = 0
    private var wallOffset: Int64
    private var signIn: Exchange?
    private var nextAttempt = 0
    private var passwordGuess = 0

    init(_ world: World, name: String, account: Int, isCookie: Bool, hasLocks: Bool, isPlain: Bool, tabCount: Int) {
        self.world = world
        self.name = name
        self.account = account
        self.isCookie = isCookie
        self.hasLocks = hasLocks
        self.isPlain = isPlain
        wallOffset = world.random.milliseconds(-86_400_000...86_400_000)
        for number in 1...tabCount { tabs.append(Tab(self, name: "\(name)/tab\(number)")) }
    }

    // MARK: Clocks

    /// Stands still while the device sleeps, and never goes back.
    var monotonic: Int64 { world.now - sleptFor }
    /// Goes on while the device sleeps, and may be anything.
    var wall: Int64 { world.now + wallOffset }

    /// Whether an access token is good for five more seconds, as far as the device can know.
    func isUsable(_ access: AccessCopy) -> Bool {
        let elapsed = max(monotonic - access.receivedMonotonic, wall - access.receivedWall)
        return elapsed + 5_000 < access.lifetime
    }

    func newAttempt() -> String {
        nextAttempt += 1
        return "\(name)-\(nextAttempt)"
    }

    // MARK: The person

    /// Something that happens on a device, now and then.
    func live() {
        guard !world.isCalm else { return }
        let random = world.random
        if !isAsleep {
            if storage.session == nil {
                beginSignIn()
            } else {
                act(random.below(100))
            }
        }
        world.after(random.milliseconds(2_000...(world.plan.accessTokenLifetime / 2))) { [self] in live() }
    }

    private func act(_ dice: Int) {
        let random = world.random
        switch dice {
        case 0..<45: random.pick(tabs).use()
        case 45..<60: for tab in tabs { tab.use() }
        case 60..<68: random.pick(tabs).refreshNow()
        case 68..<76: random.pick(tabs).kill()
        case 76..<84: random.pick(tabs).freeze(for: random.milliseconds(1_000...world.plan.accessTokenLifetime * 2))
        case 84..<88:
            let isLong = random.chance(0.2)
            sleep(for: random.milliseconds(isLong ? 3_600_000...14_400_000 : 20_000...600_000))
        case 88..<91: wallOffset = random.milliseconds(-86_400_000...86_400_000)
        case 91..<93: signOut()
        case 93..<94: changePassword()
        default: for tab in tabs { tab.refreshNow() }
        }
    }

    private func sleep(for duration: Int64) {
        world.note("\(name) sleeps for \(duration / 1000) s")
        isAsleep = true
        let began = world.now
        for tab in tabs { tab.loseConnection() }
        world.after(duration) { [self] in
            // In a calm world it was woken before.
            guard isAsleep else { return }
            wake(sleptSince: began)
        }
        wakeUp = { [self] in wake(sleptSince: began) }
    }

    private var wakeUp: (() -> Void)?

    private func wake(sleptSince began: Int64) {
        isAsleep = false
        wakeUp = nil
        sleptFor += world.now - began
        world.note("\(name) wakes")
        for tab in tabs { tab.use() }
    }

    /// Wakes everything that sleeps, for the end of the world.
    func calmDown() {
        wakeUp?()
        for tab in tabs { tab.thaw() }
    }

    // MARK: Signing in and out

    private func beginSignIn() {
        guard signIn == nil else { return }
        abandonRefreshes()
        let simulated = world.accounts[account]
        let password = simulated.passwords[passwordGuess % simulated.passwords.count]
        let exchange = world.network.send(
            .signIn(account: account, password: password, isCookie: isCookie),
            as: .owner,
            from: name
        ) { [self] answer in
            signIn = nil
            guard !isAsleep else { return }
            switch answer {
            case .tokens(let tokens): signedIn(tokens)
            case .denied(.invalidCredentials): passwordGuess += 1
            default: break
            }
        }
        signIn = exchange
        world.after(20_000) { [self] in
            guard signIn === exchange else { return }
            exchange.giveUp()
            signIn = nil
        }
    }

    private func signedIn(_ tokens: IssuedTokens) {
        // The tabs tell each other, and drop what was asked for before.
        abandonRefreshes()
        let token = TokenCopy(text: tokens.refreshToken, session: tokens.sessionID, generation: tokens.generation)
        let access = self.access(tokens)
        storage = DeviceStorage(
            epoch: storage.epoch + 1,
            session: tokens.sessionID,
            generation: tokens.generation,
            token: isCookie ? nil : token,
            access: isCookie ? nil : access
        )
        if isCookie { jar = token }
        world.note("\(name) is signed in: \(world.judge.label(tokens.sessionID))")
        for tab in tabs { tab.begin(access) }
    }

    /// An answer's access token, as it is received.
    func access(_ tokens: IssuedTokens) -> AccessCopy {
        AccessCopy(
            text: tokens.accessToken,
            generation: tokens.generation,
            lifetime: Int64(tokens.expiresIn) * 1000,
            receivedMonotonic: monotonic,
            receivedWall: wall
        )
    }

    /// The person signs out: at once here, and at the server as soon as it can be told.
    private func signOut() {
        guard let token = isCookie ? jar : storage.token else { return }
        clear()
        tell(.signOut(token), attempts: 5)
    }

    private func tell(_ kind: Request.Kind, attempts: Int) {
        guard attempts > 0 else { return }
        world.network.send(kind, as: .owner, from: name) { _ in }
        // Told again, since an answer may be lost; ending what has ended does no harm.
        world.after(world.random.milliseconds(3_000...20_000)) { [self] in
            if !isAsleep, !world.isCalm { tell(kind, attempts: attempts - 2) }
        }
    }

    private func changePassword() {
        guard let session = storage.session else { return }
        let simulated = world.accounts[account]
        guard simulated.passwords.count == 1, let current = simulated.passwords.first else { return }
        let new = "correct horse battery staple \(world.random.below(1_000_000))"
        simulated.passwords.append(new)
        world.network.send(
            .changePassword(account: account, from: current, to: new, keeping: session),
            as: .owner,
            from: name
        ) { answer in
            if case .done = answer { simulated.passwords = [new] }
            if case .denied = answer { simulated.passwords = [current] }
        }
    }

    /// The server says that the session is over.
    func ended(because reason: String) {
        guard let session = storage.session else { return }
        clear()
        world.judge.signedOut(name, session, because: reason)
    }

    private func clear() {
        abandonRefreshes()
        storage = DeviceStorage(epoch: storage.epoch + 1)
        if isCookie { jar = nil }
        for tab in tabs { tab.forget() }
    }

    private func abandonRefreshes() {
        for tab in tabs { tab.abandon() }
    }
}
