import NIOCore
import NIOPosix
import Persistence
import Synchronization

/// Something that waits for its turn, until its own deadline.
protocol Waiting: Sendable {
    var deadline: ContinuousClock.Instant { get }
    /// Answers the one who asked that the turn did not come.
    func expire()
}

/// Those that wait for their turn, first come, first served.
///
/// Each gets its turn or expires in time, once, and however long the
/// ones that were served before take.
final class WaitingLine<Member: Waiting>: Sendable {
    private struct State {
        var members: [Member] = []
        /// When somebody looks next for those whose time has run out.
        var watch: ContinuousClock.Instant?
    }

    private let state = Mutex(State())

    var count: Int { state.withLock { $0.members.count } }

    func append(_ member: Member) {
        let isNext = state.withLock { state in
            state.members.append(member)
            guard state.watch.map({ member.deadline < $0 }) ?? true else { return false }
            state.watch = member.deadline
            return true
        }
        if isNext { watch(until: member.deadline) }
    }

    /// Takes some out of the line, for their turn has come.
    ///
    /// - Parameter count: How many at the most, of how many there are.
    /// - Returns: Those who came first.
    func take(_ count: (Int) -> Int) -> [Member] {
        state.withLock { state in
            let taken = Array(state.members.prefix(count(state.members.count)))
            state.members.removeFirst(taken.count)
            return taken
        }
    }

    private func watch(until deadline: ContinuousClock.Instant) {
        let left = max(.zero, ContinuousClock.now.duration(to: deadline))
        MultiThreadedEventLoopGroup.singleton.next().scheduleTask(in: TimeAmount(left)) { [weak self] in
            self?.expire(watched: deadline)
        }
    }

    private func expire(watched: ContinuousClock.Instant) {
        let now = ContinuousClock.now
        let (expired, next) = state.withLock { state -> ([Member], ContinuousClock.Instant?) in
            // Another watch took over, for one with less time.
            guard state.watch == watched else { return ([], nil) }
            let expired = state.members.filter { $0.deadline <= now }
            if !expired.isEmpty { state.members.removeAll { $0.deadline <= now } }
            state.watch = state.members.map(\.deadline).min()
            return (expired, state.watch)
        }
        if let next { watch(until: next) }
        for member in expired { member.expire() }
    }
}
