import CLibPQ
import Persistence

/// What a connection is good for: it is open, or it was given up, and from that there is no way back.
///
/// libpq's handle exists in the open state alone. Giving up closes the socket at once, so an answer that is still on its way
/// reaches no one, whatever is asked of the connection later.
///
/// @safe: the handle is libpq's from the beginning to the end of the open state, and is closed once.
@safe struct ConnectionLife: ~Copyable {
    @safe private enum State {
        case open(OpaquePointer)
        case givenUp(PersistenceError)
    }

    private var state: State

    /// An open connection, which closes with this value.
    init(_ handle: OpaquePointer) {
        state = unsafe .open(handle)
    }

    deinit {
        if case .open(let handle) = state { unsafe PQfinish(handle) }
    }

    /// Whether something can be asked of it.
    var isOpen: Bool {
        if case .open = state { true } else { false }
    }

    /// libpq's handle.
    ///
    /// - Throws: Why the connection was given up.
    func handle() throws(PersistenceError) -> OpaquePointer {
        switch state {
        case .open(let handle): return unsafe handle
        case .givenUp(let reason): throw reason
        }
    }

    /// Closes the connection for good.
    ///
    /// - Parameter reason: What everybody gets who asks for something later. The first one counts.
    mutating func giveUp(_ reason: PersistenceError) {
        guard case .open(let handle) = state else { return }
        state = .givenUp(reason)
        unsafe PQfinish(handle)
    }
}
