/// Figures of the password hasher, for metrics.
public struct HashingStatistics: Sendable, Equatable {
    /// Hashes at this moment.
    public let running: Int

    /// Callers that wait at this moment.
    public let waiting: Int

    /// Callers turned away since the start.
    public let refused: UInt64

    /// How long a hash takes, in milliseconds, smoothed; `nil` before the first one.
    public let averageMilliseconds: Double?
}
