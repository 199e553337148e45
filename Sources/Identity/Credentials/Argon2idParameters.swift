/// The cost of an Argon2id hash (RFC 9106 §3.1): memory and passes.
///
/// Parallelism is always 1, because that is what libsodium computes.
///
/// The default, 19 456 KiB and 2 passes, is what OWASP's password storage guide asks for.
public struct Argon2idParameters: Sendable, Hashable {
    /// Memory in KiB (`m`).
    public let memoryKiB: Int

    /// Passes over the memory (`t`).
    public let passes: Int

    /// Lanes (`p`).
    public static let parallelism = 1

    /// 19 456 KiB, 2 passes.
    public static let standard = Argon2idParameters(unchecked: 19_456, passes: 2)

    /// The memory that may be asked for, in KiB: from Argon2's own minimum to 256 MiB.
    public static let memoryRange = 8...262_144

    /// The passes that may be asked for.
    public static let passesRange = 1...64

    /// The most that memory times passes may come to, in KiB: about a second and a half of one core.
    public static let maximumWork = 2_097_152

    /// Checks and keeps the cost.
    ///
    /// - Parameters:
    ///   - memoryKiB: Memory in KiB, 8 to 262 144.
    ///   - passes: Passes over the memory, 1 to 64.
    /// - Throws: ``Argon2idParametersError`` when a figure is out of its range or both together cost too much.
    public init(memoryKiB: Int = 19_456, passes: Int = 2) throws(Argon2idParametersError) {
        guard Self.memoryRange.contains(memoryKiB) else {
            throw Argon2idParametersError(
                description: "Argon2id memory must be \(Self.memoryRange.lowerBound) to \(Self.memoryRange.upperBound) "
                    + "KiB; it is \(memoryKiB)."
            )
        }
        guard Self.passesRange.contains(passes) else {
            throw Argon2idParametersError(
                description: "Argon2id passes must be \(Self.passesRange.lowerBound) to "
                    + "\(Self.passesRange.upperBound); they are \(passes)."
            )
        }
        guard memoryKiB * passes <= Self.maximumWork else {
            throw Argon2idParametersError(
                description: "Argon2id memory times passes must not exceed \(Self.maximumWork) KiB; it is "
                    + "\(memoryKiB * passes). Lower one of them."
            )
        }
        self.init(unchecked: memoryKiB, passes: passes)
    }

    private init(unchecked memoryKiB: Int, passes: Int) {
        self.memoryKiB = memoryKiB
        self.passes = passes
    }
}

/// Says which figure of an Argon2id cost is out of range and what would be in range.
public struct Argon2idParametersError: Error, Sendable, Equatable, CustomStringConvertible {
    /// One sentence, safe to show.
    public let description: String
}
