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
        message: "PostgreSQL did not respond in time, and the connection was closed"
    )

    /// What came does not answer what was asked.
    static let foreign = PersistenceError(
        .unavailable,
        message: "a reply of PostgreSQL did not match its query, and the connection was closed"
    )

    /// The first line of a message of libpq, which has no row data.
    static func line(_ message: UnsafePointer<CChar>?) -> String {
        guard let message = unsafe message else { return "no reason is known" }
        return unsafe String(cString: message).split(separator: "\n").first.map { String($0) } ?? "no reason is known"
    }
}
