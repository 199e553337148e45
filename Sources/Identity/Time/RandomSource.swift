/// Where random bytes come from: the operating system's generator in service, a seeded one in tests.
public struct RandomSource: Sendable {
    /// That many random bytes.
    public let bytes: @Sendable (Int) -> [UInt8]

    /// A source that answers with `bytes`.
    public init(bytes: @escaping @Sendable (Int) -> [UInt8]) {
        self.bytes = bytes
    }

    /// The operating system's cryptographic generator.
    public static let system = RandomSource { count in
        var generator = SystemRandomNumberGenerator()
        var result: [UInt8] = []
        result.reserveCapacity(count)
        while result.count < count {
            var word = generator.next()
            for _ in 0..<min(8, count - result.count) {
                result.append(UInt8(truncatingIfNeeded: word))
                word >>= 8
            }
        }
        return result
    }
}
