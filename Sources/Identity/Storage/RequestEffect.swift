import Synchronization

/// Whether a request that asks for a change may have made one.
///
/// A later read that fails would otherwise leave the one who asked in doubt.
final class RequestEffect: Sendable {
    /// That of the request that is being answered; nil where none is, or where it asks for no change.
    @TaskLocal static var current: RequestEffect?

    private let mayHaveWritten = Atomic(false)

    /// Whether each of its writes was certainly refused, or there was none.
    var isNone: Bool { !mayHaveWritten.load(ordering: .relaxed) }

    /// Notes a write that was kept, or may have been.
    func noteWrite() { mayHaveWritten.store(true, ordering: .relaxed) }
}
