import CLibPQ
import Foundation
import Persistence

/// Connecting, never longer than there is time.
extension ServerConnection {
    /// Connects in the calling thread.
    ///
    /// libpq's own waiting knows whole seconds for each address, and no end for all of them.
    ///
    /// - Parameters:
    ///   - parameters: What libpq is told, by keyword.
    ///   - deadline: When to give up; nil for never.
    /// - Returns: An open connection.
    /// - Throws: ``/Persistence/PersistenceError/Code/cannotOpen`` for a server that will not have us, else
    ///   ``/Persistence/PersistenceError/Code/unavailable``.
    static func connect(
        _ parameters: [String: String],
        until deadline: ContinuousClock.Instant?
    ) throws(PersistenceError) -> ConnectionLife {
        guard let handle = unsafe start(parameters) else {
            throw PersistenceError(.unavailable, message: "there is no memory for a connection to PostgreSQL")
        }
        let life = unsafe ConnectionLife(handle)
        var next = unsafe PQstatus(handle) == CONNECTION_BAD ? PGRES_POLLING_FAILED : PGRES_POLLING_WRITING
        while next != PGRES_POLLING_OK {
            switch next {
            case PGRES_POLLING_READING, PGRES_POLLING_WRITING:
                let events = Int16(next == PGRES_POLLING_READING ? POLLIN : POLLOUT)
                let descriptor = unsafe PQsocket(handle)
                guard try wait(for: events, on: descriptor, until: deadline) != nil else {
                    let host = unsafe PQhost(handle).map { unsafe String(cString: $0) } ?? ""
                    throw .connecting("\(host) did not respond in time")
                }
            case PGRES_POLLING_FAILED:
                throw unsafe PersistenceError.connecting(String(cString: PQerrorMessage(handle)))
            default: break
            }
            next = unsafe PQconnectPoll(handle)
        }
        return life
    }

    private static func start(_ parameters: [String: String]) -> OpaquePointer? {
        let sorted = parameters.sorted { $0.key < $1.key }
        var texts = unsafe sorted.map(\.key).map { unsafe strdup($0) } + sorted.map(\.value).map { unsafe strdup($0) }
        defer { while let text = unsafe texts.popLast() { unsafe free(text) } }
        let keywords = unsafe texts.prefix(sorted.count).map { unsafe UnsafePointer($0) } + [nil]
        let values = unsafe texts.suffix(sorted.count).map { unsafe UnsafePointer($0) } + [nil]
        return unsafe PQconnectStartParams(keywords, values, 0)
    }
}
