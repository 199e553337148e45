import CLibPQ
import Foundation
import Persistence

/// Why a connection is given up.
extension ServerConnection {
    /// The connection broke.
    static func lost(_ handle: OpaquePointer) -> PersistenceError {
        PersistenceError(
            .unavailable,
            message: "the connection to PostgreSQL was lost: \(unsafe line(PQerrorMessage(handle)))"
        )
    }

    /// No answer came in time.
    static let silent = PersistenceError(
        .unavailable,
        message: "PostgreSQL did not answer in time, and the connection was given up"
    )

    /// What came does not answer what was asked.
    static let foreign = PersistenceError(
        .unavailable,
        message: "an answer of PostgreSQL did not belong to what was asked, and the connection was given up"
    )

    /// The first line of a message of libpq, which has no row data.
    static func line(_ message: UnsafePointer<CChar>?) -> String {
        guard let message = unsafe message else { return "no reason is known" }
        return unsafe String(cString: message).split(separator: "\n").first.map { String($0) } ?? "no reason is known"
    }
}
