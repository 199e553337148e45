import Persistence
import Synchronization

/// The hosts of an address, which are tried one after the other until one takes writes; the one that did so last comes first.
///
/// libpq itself goes to the next host when a connection is refused, but not when it is accepted and then closed, as by a
/// middleman in front of a server that is gone.
final class ServerHosts: Sendable {
    /// What libpq is told for each host alone.
    let candidates: [[String: String]]
    private let statementTimeout: Duration?
    private let preferred = Mutex(0)

    /// - Parameters:
    ///   - parameters: What libpq is told, by keyword, with lists of hosts and ports.
    ///   - statementTimeout: The longest that the server may take for one statement; nil for ever.
    init(_ parameters: [String: String], statementTimeout: Duration?) {
        self.statementTimeout = statementTimeout
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
    /// - Throws: ``PersistenceError/Code/unavailable`` when trying again can help with any of the hosts, else
    ///   ``PersistenceError/Code/cannotOpen``; the message has what each of them said.
    func connect() throws(PersistenceError) -> ServerConnection {
        let first = preferred.withLock { $0 }
        var failures: [PersistenceError] = []
        for offset in candidates.indices {
            let index = (first + offset) % candidates.count
            do throws(PersistenceError) {
                let connection = try ServerConnection(candidates[index], statementTimeout: statementTimeout)
                preferred.withLock { $0 = index }
                return connection
            } catch {
                failures.append(error)
            }
        }
        let passing = failures.first { $0.code == .unavailable }
        throw PersistenceError(
            (passing ?? failures[0]).code,
            message: failures.map(\.message).joined(separator: "; ")
        )
    }
}
