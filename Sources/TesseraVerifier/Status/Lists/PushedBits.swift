/// The entries of a list that were pushed as invalid, kept until a fetched list must hold them too.
///
/// A fetch that was under way when an event came, or an answer that some cache held back, may be older than the event;
/// so what was pushed stays on top of every list until one is later by more than the clocks may differ.
struct PushedBits: Sendable {
    /// Entries that were pushed in one stretch of time.
    private struct Generation {
        var bits: [UInt8] = []
        /// The last push, in seconds since 1970-01-01T00:00:00Z.
        var lastPush: Int64
    }

    private var older: Generation?
    private var newer: Generation?
    private let maximumIndex: Int

    /// Makes an empty set.
    /// - Parameter maximumBytes: The most bytes that its bits may take, twice.
    init(maximumBytes: Int) {
        maximumIndex = maximumBytes * 8
    }

    /// Whether an entry was pushed.
    func contains(_ index: Int) -> Bool {
        Self.contains(index, in: newer) || Self.contains(index, in: older)
    }

    /// Remembers entries; those beyond the bound can't be in a list that is kept.
    mutating func insert(_ indices: [Int], at seconds: Int64) {
        var generation = newer ?? Generation(lastPush: seconds)
        for index in indices where (0..<maximumIndex).contains(index) {
            let position = index / 8
            if position >= generation.bits.count {
                // Doubled, so that rising numbers don't cost a copy each.
                let room = min(max(position + 1, generation.bits.count * 2), maximumIndex / 8)
                generation.bits += [UInt8](repeating: 0, count: room - generation.bits.count)
            }
            generation.bits[position] |= 1 << (index % 8)
        }
        generation.lastPush = max(generation.lastPush, seconds)
        newer = generation
    }

    /// Forgets what a list must hold by itself.
    /// - Parameters:
    ///   - issuedAt: When the list was signed.
    ///   - margin: How much later than a push that must be, in seconds.
    mutating func forget(heldBy issuedAt: Int64, margin: Int64) {
        if let older, older.lastPush + margin < issuedAt { self.older = nil }
        if older == nil { (older, newer) = (newer, nil) }
    }

    private static func contains(_ index: Int, in generation: Generation?) -> Bool {
        guard let generation, index >= 0, index / 8 < generation.bits.count else { return false }
        return generation.bits[index / 8] & (1 << (index % 8)) != 0
    }
}
