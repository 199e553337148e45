/// Bounds that a JSON text must keep, so that hostile input costs little time and memory.
public struct JSONLimits: Sendable, Hashable {
    /// The longest text accepted, in bytes.
    public var maximumBytes: Int
    /// How deep arrays and objects may nest.
    ///
    /// A lone scalar has depth 0.
    public var maximumDepth: Int
    /// How many object members and array elements the whole text may hold.
    public var maximumMembers: Int

    /// 64 KiB, 32 levels, 1000 members.
    public static let standard = JSONLimits()

    /// Creates limits.
    /// - Parameters:
    ///   - maximumBytes: The longest text accepted, in bytes.
    ///   - maximumDepth: The deepest nesting accepted. The reader recurses, so it never goes beyond 512.
    ///   - maximumMembers: The number of object members and array elements accepted in the whole text.
    public init(maximumBytes: Int = 65536, maximumDepth: Int = 32, maximumMembers: Int = 1000) {
        self.maximumBytes = maximumBytes
        self.maximumDepth = maximumDepth
        self.maximumMembers = maximumMembers
    }
}
