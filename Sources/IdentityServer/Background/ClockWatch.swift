import Identity
import Logging
import ServiceLifecycle

/// Tells when somebody sets the machine's clock, since much that looks strange afterwards comes from that.
struct ClockWatch: Service {
    let time: TimeSource
    /// The pause between two looks.
    var interval: Duration = .seconds(1)
    let logger: Logger

    /// Works until it is told to stop.
    func run() async throws {
        await cancelWhenGracefulShutdown {
            var comparison = ClockComparison(time)
            while true {
                do { try await SharedWake.sleep(interval) } catch { return }
                guard let seconds = comparison.jump(time) else { continue }
                logger.warning(
                    "the system clock jumped",
                    metadata: [
                        "clock.seconds": .stringConvertible(seconds),
                        "advice": """
                        Check the clock's source (NTP, the hypervisor). Access tokens of a clock that was ahead are \
                        rejected until their time comes; clients refresh.
                        """,
                    ]
                )
            }
        }
    }
}

/// The wall clock held against the uptime.
struct ClockComparison: Sendable {
    /// What a clock that is slowly adjusted never reaches between two looks.
    static let tolerance: Duration = .seconds(5)

    private var offset: Duration

    /// Begins to compare.
    init(_ time: TimeSource) {
        offset = Self.offset(time)
    }

    /// By how many seconds the wall clock jumped since the last look, negative when it went back; nil when it did not.
    mutating func jump(_ time: TimeSource) -> Int64? {
        let current = Self.offset(time)
        let jump = current - offset
        offset = current
        let isSmall = jump <= Self.tolerance && .zero - jump <= Self.tolerance
        return isSmall ? nil : jump.wholeSeconds
    }

    private static func offset(_ time: TimeSource) -> Duration {
        .milliseconds(time.now().milliseconds) - time.uptime()
    }
}
