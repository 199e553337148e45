import Identity

/// Somebody who has copied what a device holds, at one moment, and uses it at another.
final class Thief {
    /// What the thief got hold of.
    enum Loot: CaseIterable {
        /// The refresh token alone, from a log or a memory dump.
        case token
        /// The whole store, with the attempt ids.
        case store
        /// An access token.
        case access
    }

    private let world: World
    private let device: Device
    let loot: Loot
    private(set) var token: TokenCopy?
    private var attempts: [String] = []
    private var access: String?
    private var isUsed = false
    private var nextAttempt = 0

    init(_ world: World, _ device: Device) {
        self.world = world
        self.device = device
        loot = world.random.pick(Loot.allCases)
    }

    /// The session that the thief may be in.
    var session: SessionID? { token?.session }

    /// Copies, if there is anything.
    func steal() {
        guard let held = device.isCookie ? device.jar : device.storage.token else { return }
        world.note("a thief copies \(world.judge.label(held.session)) g\(held.generation) (\(loot)) of \(device.name)")
        switch loot {
        case .token: token = held
        case .store:
            token = held
            attempts = [device.storage.attempt].compactMap(\.self) + device.storage.earlier
        case .access: access = device.storage.access?.text
        }
        world.after(world.random.milliseconds(0...(2 * world.plan.accessTokenLifetime))) { [self] in use() }
    }

    private func use() {
        guard !world.isCalm else { return }
        if let access, let issued = world.judge.issued[access] {
            for verifier in world.verifiers { verifier.check(issued) }
        }
        refresh()
        let isPatient = world.random.chance(0.5)
        world.after(world.random.milliseconds(isPatient ? 11_000...world.plan.accessTokenLifetime : 1_000...9_000)) {
            [self] in
            use()
        }
    }

    /// Refreshes what the thief holds; first with the attempt ids that came with it, later with new ones, or with none at all.
    func refresh(then done: @escaping () -> Void = {}) {
        guard let held = token else { return done() }
        nextAttempt += 1
        let known = isUsed || world.random.chance(0.5) ? [] : attempts
        isUsed = true
        let isBare = world.random.chance(device.isPlain ? 0.7 : 0.2)
        world.network.send(
            .refresh(held, attempts: isBare ? [] : known.isEmpty ? ["thief-\(nextAttempt)"] : known),
            as: .thief,
            from: "the thief"
        ) { [self] answer in
            switch answer {
            case .tokens(let tokens), .repeatedTokens(let tokens), .replacedTokens(let tokens):
                if tokens.generation > token?.generation ?? -1 {
                    token = TokenCopy(
                        text: tokens.refreshToken,
                        session: tokens.sessionID,
                        generation: tokens.generation
                    )
                }
            case .refused, .superseded: token = nil
            default: break
            }
            done()
        }
    }
}
