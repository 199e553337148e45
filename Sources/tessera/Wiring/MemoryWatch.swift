import ServiceLifecycle

/// Gives memory back after a flood of connections or requests has ended.
struct MemoryWatch: Service {
    /// The pause between two looks.
    var interval: Duration = .seconds(15)
    /// How much unused memory may stay: checking is cheap, returning and requesting memory is not.
    var slack = 48 << 20

    /// Works until it is cancelled.
    func run() async throws {
        await cancelWhenGracefulShutdown {
            while true {
                do { try await Task.sleep(for: interval) } catch { return }
                MemoryAllocator.giveBack(over: slack)
            }
        }
    }
}
