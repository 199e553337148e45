import NIOPosix
import Persistence
import Synchronization

/// One thread and one connection that wait for announcements, as long as anybody wants them.
final class AnnouncementListener: Sendable {
    private struct State {
        var streams: [Int: AsyncStream<Announcement>.Continuation] = [:]
        var made = 0
        var wakeUp: WakeUp?
        var isListening = false
        var isClosed = false
    }

    /// After this time without an announcement the server is asked whether it still answers.
    private static let pingInterval = Duration.seconds(5)

    private let connect: @Sendable () throws -> ServerConnection
    private let thread = NIOThreadPool(numberOfThreads: 1)
    private let state = Mutex(State())

    init(connect: @escaping @Sendable () throws -> ServerConnection) {
        self.connect = connect
        thread.start()
    }

    deinit {
        thread.shutdownGracefully { _ in }
    }

    func announcements() -> AsyncStream<Announcement> {
        AsyncStream { stream in
            let (number, wakeUp): (Int?, WakeUp?) = state.withLock { state in
                guard !state.isClosed else { return (nil, nil) }
                state.made += 1
                state.streams[state.made] = stream
                guard state.wakeUp == nil else { return (state.made, nil) }
                // Without a pipe there is no listening; the polls remain.
                state.wakeUp = try? WakeUp()
                return (state.made, state.wakeUp)
            }
            guard let number else { return stream.finish() }
            stream.onTermination = { [weak self] _ in
                self?.state.withLock { _ = $0.streams.removeValue(forKey: number) }
            }
            for announcement in Announcement.allCases { stream.yield(announcement) }
            if let wakeUp { thread.submit { _ in self.listen(wakeUp) } }
        }
    }

    /// Ends every stream and the thread.
    func close() async throws {
        let (streams, wakeUp) = state.withLock { state in
            state.isClosed = true
            state.isListening = false
            defer { state.streams = [:] }
            return (Array(state.streams.values), state.wakeUp)
        }
        wakeUp?.wake()
        for stream in streams { stream.finish() }
        try await thread.shutdownGracefully()
    }

    /// Whether there is a connection that listens.
    var isListening: Bool { state.withLock { $0.isListening } }

    private var isClosed: Bool { state.withLock { $0.isClosed } }

    private func listen(_ wakeUp: WakeUp) {
        var pause = Duration.milliseconds(100)
        while !isClosed {
            do {
                let connection = try connect()
                try connection.listen()
                pause = .milliseconds(100)
                state.withLock { $0.isListening = !$0.isClosed }
                // Whatever was announced meanwhile is lost.
                tell(Announcement.allCases)
                while !isClosed {
                    if wakeUp.wait(for: try connection.descriptor, atMost: Self.pingInterval) {
                        tell(try connection.arrivedAnnouncements())
                    } else if !isClosed {
                        try connection.ping()
                        tell(try connection.arrivedAnnouncements())
                    }
                }
            } catch {
                state.withLock { $0.isListening = false }
                // The polls notice whatever happens until there is a connection again.
                _ = wakeUp.wait(for: nil, atMost: pause)
                pause = min(pause * 2, .seconds(2))
            }
        }
    }

    private func tell(_ announcements: [Announcement]) {
        let streams = state.withLock { Array($0.streams.values) }
        for stream in streams {
            for announcement in announcements { stream.yield(announcement) }
        }
    }
}
