import Foundation

/// The time of the records that a database keeps about itself: when a migration was applied, when it was copied.
///
/// Nothing is decided by it; the product's times are injected.
enum BookkeepingTime {
    /// Milliseconds since 1970-01-01T00:00:00Z, by this machine's clock.
    static var now: Int64 { Int64(exactly: (Date().timeIntervalSince1970 * 1000).rounded(.down)) ?? 0 }
}
