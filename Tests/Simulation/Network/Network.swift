/// The network: loses, delays, duplicates and reorders requests and answers.
final class Network: @unchecked Sendable {
    private unowned let world: World
    private var nextNumber = 0

    init(_ world: World) {
        self.world = world
    }

    /// Sends a request; `onAnswer` is called at most once, with the first answer that arrives.
    ///
    /// - Returns: the exchange, which the sender can give up.
    @discardableResult
    func send(
        _ kind: Request.Kind,
        as party: Party,
        from sender: String,
        onAnswer: @escaping (Answer) -> Void
    ) -> Exchange {
        nextNumber += 1
        let request = Request(number: nextNumber, kind: kind, party: party, sender: sender)
        let exchange = Exchange(onAnswer)
        world.note("\(sender) sends #\(request.number) \(world.judge.words(for: kind))")
        let copies = world.isCalm ? 1 : (world.random.chance(world.plan.duplicateRate) ? 2 : 1)
        for copy in 0..<copies {
            guard let delay = delay() else {
                world.note("  #\(request.number) is lost on its way")
                continue
            }
            world.after(delay) { [world] in
                if copy > 0 { world.note("  #\(request.number) arrives again") }
                let isOlderCopy = exchange.hasArrived || !exchange.isOpen
                exchange.hasArrived = true
                world.server.receive(request, isOlderCopy: isOlderCopy) { [unowned self] in
                    self.answer($0, to: request, in: exchange)
                }
            }
        }
        return exchange
    }

    private func answer(_ answer: Answer, to request: Request, in exchange: Exchange) {
        guard exchange.isOpen else { return }
        guard let delay = delay() else {
            world.note("  the answer to #\(request.number) is lost")
            return
        }
        world.after(delay) { exchange.complete(answer) }
    }

    /// How long a message is under way; nil when it is lost.
    private func delay() -> Int64? {
        let random = world.random
        guard !world.isCalm else { return 5 }
        if random.chance(world.plan.lossRate) { return nil }
        guard random.chance(world.plan.slowRate) else { return random.milliseconds(5...60) }
        switch random.below(4) {
        case 0: return random.milliseconds(100...2_000)
        case 1: return random.milliseconds(2_000...30_000)
        case 2: return random.milliseconds(8_000...90_000)
        default: return random.milliseconds(10_000...world.plan.longestDelay)
        }
    }
}

/// One request and its answer, as the sender sees it.
final class Exchange {
    private var onAnswer: ((Answer) -> Void)?
    /// Whether a copy of the request has reached the server's door.
    var hasArrived = false

    init(_ onAnswer: @escaping (Answer) -> Void) {
        self.onAnswer = onAnswer
    }

    var isOpen: Bool { onAnswer != nil }

    func complete(_ answer: Answer) {
        let onAnswer = onAnswer
        self.onAnswer = nil
        onAnswer?(answer)
    }

    /// The sender has given up: what arrives later is dropped, as a browser drops it after an abort.
    func giveUp() {
        onAnswer = nil
    }
}
