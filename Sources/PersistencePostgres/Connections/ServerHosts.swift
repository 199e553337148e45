import Foundation
import Persistence
import Synchronization

/// The hosts of an address, which are tried one after the other until one takes writes; the one that did so last comes first.
///
/// libpq itself goes to the next host when a connection is refused, but not when it is accepted and then closed, as by a
/// middleman in front of a server that is gone.
final class ServerHosts: Sendable {
    /// What libpq is told for each host alone.
    let candidates: [[String: String]]
    private let times: AnswerTimes
    private let preferred = Mutex(0)

    /// - Parameters:
    ///   - parameters: What libpq is told, by keyword, with lists of hosts and ports.
    ///   - times: How long the server and its answers may take.
    init(_ parameters: [String: String], _ times: AnswerTimes) {
        self.times = times
        let lists = ["host", "hostaddr", "port"].map { key in
            (key, (parameters[key] ?? "").split(separator: ",", omittingEmptySubsequences: false).map { String($0) })
        }
        // One port serves all hosts.
        let count = max(1, lists.filter { $0.0 != "port" }.map(\.1.count).max() ?? 1)
        candidates = (0..<count).map { index in
            var own = parameters
            for (key, values) in lists where parameters[key] != nil {
                let value = values.count == 1 ? values[0] : index < values.count ? values[index] : ""
                own[key] = value.isEmpty ? nil : value
            }
            return own
        }
    }

    /// Connects, in the calling thread.
    ///
    /// - Parameter deadline: When to give up. Each host, and each address of a host, gets its share of the time, so that a silent
    ///   one does not keep us from the next.
    /// - Returns: An open connection.
    /// - Throws: ``/Persistence/PersistenceError/Code/unavailable`` when trying again can help with any of the hosts,
    ///   else ``/Persistence/PersistenceError/Code/cannotOpen``; the message has what each of them said.
    func connect(until deadline: ContinuousClock.Instant) throws(PersistenceError) -> ServerConnection {
        let first = preferred.withLock { $0 }
        var failures: [PersistenceError] = []
        for offset in candidates.indices {
            let index = (first + offset) % candidates.count
            let places = HostAddresses.places(of: candidates[index])
            for (number, place) in places.enumerated() {
                let isOver = ContinuousClock.now >= deadline
                if isOver, !failures.isEmpty { break }
                let left = places.count - number + candidates.count - offset - 1
                do throws(PersistenceError) {
                    let end = Self.end(deadline, sharedBy: left, place)
                    let connection = try ServerConnection(place, times, until: end)
                    preferred.withLock { $0 = index }
                    return connection
                } catch {
                    failures.append(error)
                }
            }
        }
        let passing = failures.first { $0.code == .unavailable }
        throw PersistenceError(
            (passing ?? failures[0]).code,
            message: failures.map(\.message).joined(separator: "; ")
        )
    }

    /// When to go on to the next one: after this one's share of the time, or after the user's `connect_timeout`.
    private static func end(
        _ deadline: ContinuousClock.Instant,
        sharedBy count: Int,
        _ parameters: [String: String]
    ) -> ContinuousClock.Instant {
        let now = ContinuousClock.now
        let share = now + now.duration(to: deadline) / max(1, count)
        let given = parameters["connect_timeout"] ?? ProcessInfo.processInfo.environment["PGCONNECT_TIMEOUT"]
        guard let seconds = given.flatMap({ Int64($0) }), seconds > 0 else { return share }
        return min(share, now + .seconds(min(seconds, 86_400)))
    }
}
