import Foundation
import NIOCore

/// One run of a plan: sends what is due, and gathers what comes back.
///
/// Everything happens on one event loop, from ``start()`` on; so it is not a matter of locks that it is shared.
final class LoadRun: @unchecked Sendable {
    private let plan: LoadPlan
    private let eventLoop: any EventLoop
    private let connections: Connections
    private let requests: Requests
    private let beginning = NIODeadline.now()
    private var sessions: Sessions
    private var random: SeededRandom
    private var samples: [Samples]
    private var sources: Int
    /// Streams and workers that go on, and requests that are not answered.
    private var pending = 0
    private let finished: EventLoopPromise<LoadReport>

    init(_ plan: LoadPlan, tokens: [String], on eventLoop: any EventLoop) {
        self.plan = plan
        self.eventLoop = eventLoop
        connections = Connections(port: plan.port, on: eventLoop)
        requests = Requests(password: plan.password)
        random = SeededRandom(seed: plan.seed)
        sessions = Sessions(tokens, &random)
        samples = plan.streams.map { _ in Samples() }
        sources = plan.sources
        finished = eventLoop.makePromise()
    }

    /// Begins.
    ///
    /// - Returns: the report, when the time is over and everything is answered.
    func start() -> EventLoopFuture<LoadReport> {
        for (index, stream) in plan.streams.enumerated() {
            if let rate = stream.rate {
                pending += 1
                let arrivals = Arrivals(
                    ratePerSecond: rate,
                    from: stream.from ?? 0,
                    until: stream.until ?? plan.seconds,
                    seed: random.next()
                )
                next(of: index, arrivals)
            }
            for worker in 0..<(stream.workers ?? 0) {
                pending += 1
                eventLoop.scheduleTask(deadline: moment(Int64((stream.from ?? 0) * 1e9))) {
                    self.work(index, source: worker % (stream.sources ?? self.sources))
                }
            }
        }
        return finished.futureResult
    }

    // MARK: Open loop

    private func next(of index: Int, _ arrivals: Arrivals) {
        var arrivals = arrivals
        guard let due = arrivals.next() else { return end() }
        let following = arrivals
        eventLoop.scheduleTask(deadline: moment(due)) {
            let source = Int.random(in: 0..<(self.plan.streams[index].sources ?? self.sources), using: &self.random)
            self.send(index, due: due, from: source) {}
            self.next(of: index, following)
        }
    }

    // MARK: Closed loop

    private func work(_ index: Int, source: Int) {
        let until = plan.streams[index].until ?? plan.seconds
        guard Double(elapsed) < until * 1e9 else { return end() }
        send(index, due: elapsed, from: source) {
            // Not by calling: a server that answers nothing would make the stack grow.
            self.eventLoop.execute { self.work(index, source: source) }
        }
    }

    // MARK: Requests

    private func send(_ index: Int, due: Int64, from source: Int, then: @escaping @Sendable () -> Void) {
        guard let exchange = requests.next(plan.streams[index].operation, accounts: plan.accounts, &sessions, &random)
        else {
            samples[index].skip()
            return then()
        }
        pending += 1
        samples[index].sent(due: due, at: elapsed)
        connections.send(exchange.head, body: exchange.body, from: source) { answer in
            if let answer {
                self.samples[index].answered(answer, due: due, at: self.elapsed)
            } else {
                self.samples[index].failed(due: due)
            }
            exchange.settle(answer, &self.sessions)
            then()
            self.end()
        }
    }

    private func end() {
        pending -= 1
        guard pending == 0 else { return }
        finished.completeWith(Result { try report() })
    }

    private func report() throws -> LoadReport {
        if let path = plan.tokensAfter {
            try Data((sessions.remaining.joined(separator: "\n") + "\n").utf8).write(to: URL(fileURLWithPath: path))
        }
        let streams = zip(plan.streams, samples).map { stream, samples in
            samples.report(stream, seconds: (stream.until ?? plan.seconds) - (stream.from ?? 0))
        }
        return LoadReport(streams: streams, connections: connections.made)
    }

    private var elapsed: Int64 { (NIODeadline.now() - beginning).nanoseconds }

    private func moment(_ nanoseconds: Int64) -> NIODeadline { beginning + .nanoseconds(nanoseconds) }
}
