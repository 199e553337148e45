public import Identity
public import Logging
public import ServiceLifecycle

/// Compares this node's clock with the database's again and again, and tells when they come apart and together.
public struct NodeClockWatch: Service {
    private let clock: NodeClock
    private let logger: Logger
    /// The pause between two looks at whether somebody set the machine's clock.
    private let interval: Duration
    /// After so many looks the clocks are compared in any case.
    private let looks: Int

    /// - Parameters:
    ///   - clock: the node's clock.
    ///   - logger: where it is told.
    ///   - interval: the pause between two looks at whether somebody set the machine's clock, which is compared at once then.
    ///   - looks: after so many looks it is compared in any case.
    public init(clock: NodeClock, logger: Logger, interval: Duration = .seconds(1), looks: Int = 10) {
        self.clock = clock
        self.logger = logger
        self.interval = interval
        self.looks = max(1, looks)
    }

    /// Works until it is told to stop.
    public func run() async throws {
        await cancelWhenGracefulShutdown {
            var told = NodeClock.State.close
            var comparison = ClockComparison(clock.machineTime)
            tell(&told)
            while true {
                for _ in 0..<looks {
                    do { try await SharedWake.sleep(interval) } catch { return }
                    if comparison.jump(clock.machineTime) != nil { break }
                }
                // A database that cannot be asked is told by others, and what was found last holds.
                try? await clock.compare()
                tell(&told)
            }
        }
    }

    /// Tells what has changed since it was told last.
    func tell(_ told: inout NodeClock.State) {
        let state = clock.state
        guard state != told else { return }
        told = state
        let seconds = Double(clock.lead.wholeMilliseconds) / 1000
        guard state != .close else {
            logger.notice(
                "this node's clock agrees with the database's",
                metadata: ["clock.seconds": .stringConvertible(seconds)]
            )
            return
        }
        logger.log(
            level: state == .far ? .error : .warning,
            "this node's clock differs from the database's",
            metadata: [
                "clock.seconds": .stringConvertible(seconds),
                "advice": """
                Check the sources of the clocks (NTP, the hypervisor) of this machine and of the database's. This node \
                uses the database's clock meanwhile.
                """,
            ]
        )
    }
}
