import CLibPQ
import Persistence

/// What the server says of a statement that failed.
struct ServerFailure: Sendable {
    /// The five characters that say what kind of failure it is.
    let state: String
    /// The error that the caller gets; a unique index is named as the server names it.
    let error: PersistenceError

    init(_ result: OpaquePointer) {
        func field(_ code: Character) -> String? {
            let code = CInt(code.asciiValue ?? 0)
            return unsafe PQresultErrorField(result, code).map { unsafe String(cString: $0) }
        }
        state = field("C") ?? ""
        error = PersistenceError(
            state: state,
            message: field("M") ?? "no reason is known",
            table: field("t"),
            column: field("c"),
            constraint: field("n")
        )
    }

    /// Whether the transaction lost against another one and would do well to run again.
    var isConflict: Bool { state == "40001" || state == "40P01" }

    /// Whether this server is the wrong one, or this connection is: on another one the transaction can run.
    ///
    /// The server shuts down or was promoted from or to a standby; a prepared statement is gone or its tables have changed.
    var asksForAnotherConnection: Bool {
        state.hasPrefix("08") || ["57P01", "57P02", "57P03", "57P05", "25P03", "26000", "0A000"].contains(state)
    }

    /// Whether the server may have kept a transaction all the same, when this answers its `COMMIT`.
    var leavesOutcomeOpen: Bool { state.hasPrefix("08") || state.hasPrefix("57P") || state == "40003" }

    /// Whether the server said that it takes no writes: in a write that means that it is a standby now.
    var isReadOnly: Bool { state == "25006" }
}
