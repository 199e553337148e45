import Synchronization

/// Makes names for requests: unique, short, and of no use to anybody else.
enum RequestIdentifier {
    /// Differs with each start of the server.
    private static let prefix = String(UInt64.random(in: .min ... .max), radix: 36)
    private static let counter = Atomic<UInt64>(0)

    /// A name that no other request has.
    static func next() -> String {
        prefix + "-" + String(counter.wrappingAdd(1, ordering: .relaxed).newValue, radix: 36)
    }
}
