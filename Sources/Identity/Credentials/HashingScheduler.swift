/// Who may hash now, who waits and who is turned away: a pure state machine.
///
/// Time and tickets come from the caller.
///
/// Callers wait in one line per network, and the lines are served in turn, so that a flood from one place delays a
/// caller from another by one hash, not by the flood. When all places are taken, a newcomer whose own line is shorter
/// displaces the last of the longest line, unless that one has waited for a while: a refusal that comes late is worth
/// less than none. While anybody waits, a hash is running, and its end looks after the deadlines; so none are needed
/// beside it.
struct HashingScheduler: Sendable {
    typealias Ticket = UInt64

    /// What to tell callers after an event.
    struct Effects: Sendable, Equatable {
        /// These may hash now.
        var admitted: [Ticket] = []
        /// These are turned away.
        var refused: [Ticket] = []
    }

    private struct Waiter: Sendable {
        let ticket: Ticket
        let account: String
        let arrival: Int64
        let deadline: Int64
        /// The wait that was foreseen when it came, in milliseconds.
        let foreseen: Double
    }

    /// For how many milliseconds after its arrival a waiting caller may still be displaced.
    static let displaceable: Int64 = 50

    /// As much of ``stretch`` is believed at the most: a hash that was stuck says nothing about those to come.
    private static let largestStretch = 4.0

    let configuration: AdmissionConfiguration
    var running: Int { begins.count }
    private(set) var waiting = 0
    private(set) var refused: UInt64 = 0

    /// How long a hash takes, in milliseconds, smoothed, rather too long than too short; `nil` until the first has ended.
    private(set) var averageMilliseconds: Double?

    /// How many times as long as foreseen callers waited lately, smoothed; at least 1.
    ///
    /// Whoever stands in a long line is overtaken by those who come later to short ones, and how many will come nobody knows.
    private(set) var stretch = 1.0

    /// When the hashes under way began, the earliest first.
    private var begins: [Int64] = []
    private var lines: [String: [Waiter]] = [:]
    private var turns: [String] = []
    private var waitingPerAccount: [String: Int] = [:]

    init(configuration: AdmissionConfiguration) {
        self.configuration = configuration
    }

    /// A caller wants to hash.
    ///
    /// - Parameters:
    ///   - ticket: A number that no other caller has.
    ///   - key: On whose behalf.
    ///   - now: Milliseconds on any steady clock.
    /// - Returns: Whom to tell what. A caller who isn't among them waits.
    mutating func arrive(_ ticket: Ticket, _ key: AdmissionKey, now: Int64) -> Effects {
        var effects = expire(now: now)
        if running < configuration.concurrency, waiting == 0 {
            begins.append(now)
            effects.admitted.append(ticket)
            return effects
        }
        switch room(for: key, now: now) {
        case .none:
            refused += 1
            effects.refused.append(ticket)
            return effects
        case .inPlaceOfLast(let network):
            effects.refused += displaceLast(of: network)
        case .free:
            break
        }
        let foreseen = foreseenWait(lineLength: lines[key.network]?.count ?? 0, now: now)
        if lines[key.network] == nil { turns.append(key.network) }
        lines[key.network, default: []].append(
            Waiter(
                ticket: ticket,
                account: key.account,
                arrival: now,
                deadline: now + maximumWaitMilliseconds,
                foreseen: foreseen
            )
        )
        waitingPerAccount[key.account, default: 0] += 1
        waiting += 1
        return effects
    }

    /// Looks whether a caller would be turned away if it arrived now, and counts it as turned away if so.
    ///
    /// Before anything else is done for it: under a flood, what is done for those who are turned away is most of the work.
    mutating func turnsAway(_ key: AdmissionKey, now: Int64) -> Bool {
        guard running >= configuration.concurrency || waiting > 0, room(for: key, now: now) == .none else {
            return false
        }
        refused += 1
        return true
    }

    /// A hash has ended.
    ///
    /// - Parameters:
    ///   - milliseconds: How long it ran; `nil` when it didn't run.
    ///   - now: Milliseconds on the clock of `arrive`.
    /// - Returns: Who goes next and who has waited too long.
    mutating func finish(after milliseconds: Double?, now: Int64) -> Effects {
        // Hashes take much the same time, so the one that ends is taken for the one that began first.
        if !begins.isEmpty { begins.removeFirst() }
        if let milliseconds {
            averageMilliseconds =
                averageMilliseconds.map { average in
                    // Quickly up and slowly down: whoever is let in by a prediction that is too short is turned away late.
                    average + (milliseconds - average) / (milliseconds > average ? 4 : 16)
                } ?? milliseconds
        }
        var effects = expire(now: now)
        while running < configuration.concurrency, let network = turns.first {
            turns.removeFirst()
            guard let waiter = lines[network]?.first else { continue }
            remove(at: 0, from: network)
            learn(from: waiter, now: now)
            if lines[network] != nil { turns.append(network) }
            begins.append(now)
            effects.admitted.append(waiter.ticket)
        }
        return effects
    }

    /// A waiting caller has gone away.
    ///
    /// - Returns: Whether it was waiting.
    mutating func cancel(_ ticket: Ticket) -> Bool {
        for (network, line) in lines {
            guard let index = line.firstIndex(where: { $0.ticket == ticket }) else { continue }
            remove(at: index, from: network)
            turns.removeAll { lines[$0] == nil }
            return true
        }
        return false
    }

    /// Whole seconds until everyone who waits now should have had their turn; at least 1.
    var retryAfter: Int {
        let milliseconds = Double(waiting + 1) * (averageMilliseconds ?? 0) / Double(configuration.concurrency)
        return max(1, Int(exactly: (milliseconds / 1000).rounded(.up)) ?? 1)
    }

    private var maximumWaitMilliseconds: Int64 {
        let parts = configuration.maximumWait.components
        return parts.seconds.multipliedReportingOverflow(by: 1000).overflow
            ? Int64.max / 4 : min(Int64.max / 4, parts.seconds * 1000 + parts.attoseconds / 1_000_000_000_000_000)
    }

    /// The wait in milliseconds of a newcomer behind `lineLength` callers of the same network, if nobody else comes:
    /// the lines are served in turn, so each other line gets at most one turn more than that.
    ///
    /// When hashes suddenly take much longer, the ones under way show it before any has ended.
    private func foreseenWait(lineLength: Int, now: Int64) -> Double {
        let longestRunning = begins.first.map { Double(max(0, now - $0)) } ?? 0
        let ahead = lines.values.reduce(0) { $0 + min($1.count, lineLength + 1) }
        return Double(ahead + 1) * max(averageMilliseconds ?? 0, longestRunning) / Double(configuration.concurrency)
    }

    /// Takes up how long a caller waited who has left its line.
    private mutating func learn(from waiter: Waiter, now: Int64) {
        // Short waits are a matter of chance: they count by what one hash takes.
        let foreseen = max(waiter.foreseen, averageMilliseconds ?? 0, 1)
        let found = min(Self.largestStretch, max(1, Double(now - waiter.arrival) / foreseen))
        stretch += (found - stretch) / (found > stretch ? 4 : 16)
    }

    /// Where a newcomer could wait.
    private enum Room: Equatable {
        case none
        case free
        /// In the place of the last of this network's line.
        case inPlaceOfLast(String)
    }

    private func room(for key: AdmissionKey, now: Int64) -> Room {
        let line = lines[key.network]?.count ?? 0
        guard line < configuration.maximumWaitingPerKey,
            waitingPerAccount[key.account, default: 0] < configuration.maximumWaitingPerKey,
            // Half of it, because nobody knows what comes: whoever is let in shall get a turn and no late refusal.
            foreseenWait(lineLength: line, now: now) * stretch <= Double(maximumWaitMilliseconds) / 2
        else { return .none }
        guard waiting >= configuration.maximumWaiting else { return .free }
        return longestLine(above: line + 1, now: now).map(Room.inPlaceOfLast) ?? .none
    }

    /// The longest line that is longer than `length`, and whose last has only just come.
    private func longestLine(above length: Int, now: Int64) -> String? {
        // The order of turns breaks ties, so that the outcome doesn't depend on a dictionary's order.
        var longest: (network: String, length: Int)?
        for network in turns {
            guard let line = lines[network], line.count > longest?.length ?? length, let last = line.last,
                now - last.arrival <= Self.displaceable
            else { continue }
            longest = (network, line.count)
        }
        return longest?.network
    }

    private mutating func displaceLast(of network: String) -> [Ticket] {
        guard let line = lines[network], let last = line.last else { return [] }
        remove(at: line.count - 1, from: network)
        turns.removeAll { lines[$0] == nil }
        refused += 1
        return [last.ticket]
    }

    private mutating func expire(now: Int64) -> Effects {
        var effects = Effects()
        for network in turns {
            // A line is in the order of arrival, so the first deadlines stand first.
            while let first = lines[network]?.first, first.deadline <= now {
                remove(at: 0, from: network)
                learn(from: first, now: now)
                refused += 1
                effects.refused.append(first.ticket)
            }
        }
        if !effects.refused.isEmpty { turns.removeAll { lines[$0] == nil } }
        return effects
    }

    private mutating func remove(at index: Int, from network: String) {
        guard let waiter = lines[network]?.remove(at: index) else { return }
        if lines[network]?.isEmpty == true { lines[network] = nil }
        let left = waitingPerAccount[waiter.account, default: 1] - 1
        waitingPerAccount[waiter.account] = left > 0 ? left : nil
        waiting -= 1
    }
}
