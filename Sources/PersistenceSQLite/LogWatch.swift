import Dispatch
import Foundation
import Persistence
import Synchronization

/// Notices that a process appends to the write-ahead log, without asking the database.
///
/// The kernel reports each append (inotify), so a server that has nothing to do sleeps. The report comes before the
/// commit: the log is written first, then it is made durable, and only then do readers see it. So the listeners look
/// several times after the last report. Where there is no such report (other systems than Linux, or all watches of
/// the user are taken), there are no announcements, and the listeners ask in intervals.
final class LogWatch: Sendable {
    /// The first look after a report: on a quick disk the commit is visible by then.
    private static let firstPause = DispatchTimeInterval.milliseconds(10)
    /// The pause between two looks, also while reports come without end.
    private static let pause = DispatchTimeInterval.milliseconds(100)
    /// How many looks follow the last report: one second, as long as a commit may take.
    static let looks = 10

    private struct State {
        var streams: [Int: AsyncStream<Announcement>.Continuation] = [:]
        var made = 0
        var looksLeft = 0
        var isClosed = false
    }

    private let state = Mutex(State())
    private let queue: DispatchQueue
    private let reports: (any LogReports)?

    /// Begins to watch the log of an open database.
    ///
    /// - Parameter path: where the log is; nil for a database that has none.
    convenience init(log path: String?) {
        let queue = DispatchQueue(label: "tessera.log-watch")
        self.init(reports: path.flatMap { logReports($0, on: queue) }, queue: queue)
    }

    /// - Parameters:
    ///   - reports: what the kernel reports; nil where it reports nothing.
    ///   - queue: where it calls back.
    init(reports: (any LogReports)?, queue: DispatchQueue) {
        self.reports = reports
        self.queue = queue
        reports?.start { [weak self] in self?.reported() }
    }

    deinit {
        reports?.stop()
    }

    /// What has perhaps changed, from now on.
    ///
    /// - Returns: the announcements; they end at once where the kernel reports nothing.
    func announcements() -> AsyncStream<Announcement> {
        // One that waits says all that more of them would say.
        AsyncStream(bufferingPolicy: .bufferingNewest(1)) { stream in
            let number: Int? = state.withLock { state in
                guard reports != nil, !state.isClosed else { return nil }
                state.made += 1
                state.streams[state.made] = stream
                return state.made
            }
            guard let number else { return stream.finish() }
            stream.onTermination = { [weak self] _ in
                self?.state.withLock { _ = $0.streams.removeValue(forKey: number) }
            }
            stream.yield(.revocations)
        }
    }

    /// Whether ``announcements()`` will tell of other processes.
    var isWatching: Bool { reports != nil }

    /// Ends every stream.
    func close() {
        reports?.stop()
        let streams = state.withLock { state in
            state.isClosed = true
            defer { state.streams = [:] }
            return Array(state.streams.values)
        }
        for stream in streams { stream.finish() }
    }

    private func reported() {
        state.withLock { $0.looksLeft = Self.looks }
        tell()
        queue.asyncAfter(deadline: .now() + Self.firstPause) { [weak self] in self?.look() }
    }

    /// Looks again, and goes on to do so for as long as reports come, and a second longer.
    private func look() {
        guard let reports else { return }
        let hasNew = reports.take()
        let isOver = state.withLock { state in
            state.looksLeft = hasNew ? Self.looks : state.looksLeft - 1
            return state.looksLeft < 0 || state.isClosed
        }
        guard !isOver else { return reports.resume() }
        tell()
        queue.asyncAfter(deadline: .now() + Self.pause) { [weak self] in self?.look() }
    }

    private func tell() {
        let streams = state.withLock { Array($0.streams.values) }
        for stream in streams { stream.yield(.revocations) }
    }
}

/// What the kernel reports of one file.
protocol LogReports: Sendable {
    /// Calls back at the next report, and then rests until ``resume()``.
    func start(_ body: @escaping @Sendable () -> Void)
    /// Takes the reports that have come meanwhile, and says whether there were any.
    func take() -> Bool
    /// Calls back at the next report again.
    func resume()
    /// Reports nothing any more.
    func stop()
}
