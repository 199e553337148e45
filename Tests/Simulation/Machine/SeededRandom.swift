/// Chance that is the same in every run (SplitMix64).
final class SeededRandom: @unchecked Sendable {
    private var state: UInt64

    init(_ seed: UInt64) {
        state = seed
    }

    func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }

    /// A number from 0 to `limit` - 1.
    func below(_ limit: Int) -> Int {
        Int(truncatingIfNeeded: next() % UInt64(max(1, limit)))
    }

    /// Whether something happens that happens with this probability.
    func chance(_ probability: Double) -> Bool {
        Double(next() >> 11) / 9_007_199_254_740_992 < probability
    }

    /// A duration in milliseconds.
    func milliseconds(_ range: ClosedRange<Int64>) -> Int64 {
        range.lowerBound + Int64(truncatingIfNeeded: next() % UInt64(range.upperBound - range.lowerBound + 1))
    }

    func pick<Element>(_ elements: [Element]) -> Element {
        elements[below(elements.count)]
    }

    func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8(truncatingIfNeeded: next() >> 24) }
    }
}
