import Identity

extension World {
    /// Peoples the world: accounts, devices, verifiers, and those who make trouble.
    func people() throws {
        for name in ["alice", "bob"].prefix(plan.deviceCount) {
            accounts.append(SimulatedAccount(name: name))
        }
        server.onChange.append { [unowned self] in
            if server.isUp {
                judge.serverStarted()
                for verifier in verifiers { verifier.connect() }
            } else {
                for verifier in verifiers { verifier.disconnect() }
            }
        }
        server.start()
        try settle()
        for (number, account) in accounts.enumerated() {
            let id = AccountID(unchecked: [UInt8](repeating: UInt8(number + 1), count: 16))
            try disk.add(account, id, at: now)
        }
        for number in 0..<plan.deviceCount {
            let account = plan.deviceCount > 1 && random.chance(0.5) ? 0 : number
            let isPlain = random.chance(0.3) || self.isPlain
            let device = Device(
                self,
                name: ["laptop", "phone"][number],
                account: account,
                isCookie: random.chance(0.5),
                hasLocks: random.chance(0.5),
                isPlain: isPlain,
                tabCount: isPlain ? 1 : 1 + random.below(3)
            )
            devices.append(device)
            after(Int64(number) * 50) { device.live() }
        }
        verifiers = [
            SimulatedVerifier(self, name: "verifier 1", isPush: true),
            SimulatedVerifier(self, name: "verifier 2", isPush: false),
        ]
        for verifier in verifiers { verifier.connect() }
        trouble()
    }

    /// Enters what goes wrong.
    private func trouble() {
        let length = plan.duration
        if plan.crashRate > 0 {
            for _ in 0..<(1 + random.below(2)) {
                after(random.milliseconds(1_000...length)) { [self] in server.crash() }
            }
        }
        if plan.hasThief {
            let thief = Thief(self, random.pick(devices))
            thieves.append(thief)
            after(random.milliseconds(5_000...length)) { thief.steal() }
        }
        if plan.isAdministered {
            for _ in 0..<(1 + random.below(3)) {
                after(random.milliseconds(10_000...length)) { [self] in administer() }
            }
        }
        if random.chance(0.5) { after(random.milliseconds(10_000...length)) { [self] in ask(.maintain) } }
        if random.chance(0.5) { after(random.milliseconds(10_000...length)) { [self] in verifiers[0].disconnect() } }
    }

    private func administer() {
        guard !isCalm else { return }
        let number = random.below(accounts.count)
        let account = accounts[number]
        switch random.below(7) {
        case 0:
            guard let session = random.pick(devices).storage.session, let id = judge.stories[session]?.account,
                let owner = accounts.firstIndex(where: { $0.id == id })
            else { return }
            ask(.endSession(session, account: owner))
        case 1: ask(.signOutEverywhere(account: number))
        case 2:
            account.passwords.append("correct horse battery staple set by an administrator")
            ask(.setPassword(account: number, to: account.passwords[account.passwords.count - 1]))
        case 3:
            ask(.disable(account: number))
            after(random.milliseconds(5_000...60_000)) { [self] in ask(.enable(account: number)) }
        case 4: ask(.rotateKey)
        default: ask(.revokeKey)
        }
    }

    /// An administrator asks until it is done.
    private func ask(_ kind: Request.Kind) {
        guard !isCalm else { return }
        network.send(kind, as: .administrator, from: "the administrator") { _ in }
    }

    // MARK: Probes

    /// Shows every access token of a session that has ended to every verifier, a while later.
    func probe(_ session: SessionID) {
        probe(judge.issued.values.filter { $0.session == session })
    }

    /// Shows every access token that a revoked key has signed.
    func probe(key: String) {
        probe(judge.issued.values.filter { $0.keyID == key })
    }

    private func probe(_ tokens: [IssuedAccess]) {
        let living = tokens.filter { $0.expiresAt > now }.sorted { ($0.expiresAt, $0.index) < ($1.expiresAt, $1.index) }
        for delay in [1_100, plan.statusTimeToLive + 2_100] {
            after(delay) { [self] in
                for access in living.suffix(3) { for verifier in verifiers { verifier.check(access) } }
            }
        }
    }
}
