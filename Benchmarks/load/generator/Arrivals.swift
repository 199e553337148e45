/// Random numbers that are the same for the same seed (SplitMix64).
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}

/// The moments of a Poisson process, in nanoseconds from the start: what many people who do not know of each other make.
struct Arrivals {
    private let meanNanoseconds: Double
    private let end: Int64
    private var moment: Double
    private var random: SeededRandom

    init(ratePerSecond: Double, from: Double, until: Double, seed: UInt64) {
        meanNanoseconds = 1e9 / ratePerSecond
        moment = from * 1e9
        end = Int64(until * 1e9)
        random = SeededRandom(seed: seed)
    }

    /// The next moment; nil after the end.
    mutating func next() -> Int64? {
        moment -= meanNanoseconds * logarithm(Double.random(in: Double.leastNonzeroMagnitude..<1, using: &random))
        let next = Int64(moment)
        return next < end ? next : nil
    }
}
