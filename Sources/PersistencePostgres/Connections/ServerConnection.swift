import CLibPQ
import Foundation
import Persistence

/// One connection to the server.
///
/// Statements are sent in libpq's pipeline mode: what belongs together goes out in one packet and costs one round trip, and
/// an answer that nobody needs is read later.
///
/// @unchecked Sendable: the handle is touched by one thread at a time, the one that has taken the connection out of the pool.
/// @safe: it is libpq's from the beginning to the end of the object, and the C calls are within this room.
@safe final class ServerConnection: @unchecked Sendable {
    /// The version of libpq, as 150018.
    static var libraryVersion: Int { Int(PQlibVersion()) }

    let handle: OpaquePointer
    /// The longest to wait for an answer; nil for ever.
    let answerTimeout: Duration?
    /// What was prepared on the server.
    var statements = StatementCache()
    /// Whether everything that was sent was answered or will be; otherwise it is of no more use.
    var isWhole = true
    /// How many answers are on their way that nobody waits for, each with a mark behind it.
    var unreadAnswers = 0
    /// Whether it has worked before: then the server may have closed it meanwhile, without anybody's fault.
    var isUsed = false

    /// Connects, in the calling thread, and sets the session up.
    ///
    /// - Parameters:
    ///   - parameters: What libpq is told, by keyword.
    ///   - statementTimeout: The longest that the server may take for one statement; nil for ever.
    /// - Throws: ``PersistenceError/Code/cannotOpen`` for a server that will not have us, ``PersistenceError/Code/unavailable``
    ///   for one that cannot be reached.
    init(_ parameters: [String: String], statementTimeout: Duration?) throws(PersistenceError) {
        guard let handle = unsafe Self.connect(parameters) else {
            throw PersistenceError(.unavailable, message: "there is no memory for a connection to PostgreSQL")
        }
        unsafe self.handle = unsafe handle
        answerTimeout = statementTimeout.map { $0 + .seconds(1) }
        guard unsafe PQstatus(handle) == CONNECTION_OK else {
            throw unsafe PersistenceError.connecting(String(cString: PQerrorMessage(handle)))
        }
        // Notices ("relation exists, skipping") would go to standard error.
        _ = unsafe PQsetNoticeReceiver(handle, { _, _ in }, nil)
        try checkServer()
        guard unsafe PQsetnonblocking(handle, 1) == 0, unsafe PQenterPipelineMode(handle) == 1 else { throw lost }
        let timeout = statementTimeout.map { $0.wholeMilliseconds } ?? 0
        try setUp("statement_timeout", String(timeout))
        // Whoever dies in the middle of a transaction must not keep its rows locked.
        try setUp("idle_in_transaction_session_timeout", statementTimeout == nil ? "0" : "60000")
    }

    deinit {
        unsafe PQfinish(handle)
    }

    /// The error of a connection that is of no more use.
    var lost: PersistenceError {
        PersistenceError(
            .unavailable,
            message: "the connection to PostgreSQL was lost: \(unsafe Self.line(PQerrorMessage(handle)))"
        )
    }

    private static func connect(_ parameters: [String: String]) -> OpaquePointer? {
        let sorted = parameters.sorted { $0.key < $1.key }
        var texts = unsafe sorted.map(\.key).map { unsafe strdup($0) } + sorted.map(\.value).map { unsafe strdup($0) }
        defer { while let text = unsafe texts.popLast() { unsafe free(text) } }
        let keywords = unsafe texts.prefix(sorted.count).map { unsafe UnsafePointer($0) } + [nil]
        let values = unsafe texts.suffix(sorted.count).map { unsafe UnsafePointer($0) } + [nil]
        return unsafe PQconnectdbParams(keywords, values, 0)
    }

    private func checkServer() throws(PersistenceError) {
        let version = unsafe PQserverVersion(handle)
        guard version >= 130_000 else {
            throw PersistenceError(
                .cannotOpen,
                message: "this is PostgreSQL \(version / 10_000); version 13 or later is needed"
            )
        }
        let encoding = unsafe PQparameterStatus(handle, "server_encoding").map { unsafe String(cString: $0) } ?? ""
        guard encoding == "UTF8" else {
            throw PersistenceError(
                .cannotOpen,
                message:
                    "the database's encoding is \(encoding): make one by CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0"
            )
        }
    }

    private func setUp(_ name: String, _ value: String) throws(PersistenceError) {
        let sql: SQL = "SELECT CAST(set_config(\(name), \(value), FALSE) AS TEXT) AS value"
        _ = try answers(to: [try sql.rendered(in: .postgreSQL)])
    }

    /// The first line of a message of libpq, which has no row data.
    static func line(_ message: UnsafePointer<CChar>?) -> String {
        guard let message = unsafe message else { return "no reason is known" }
        return unsafe String(cString: message).split(separator: "\n").first.map { String($0) } ?? "no reason is known"
    }
}

extension Duration {
    /// Milliseconds, rounded down.
    var wholeMilliseconds: Int64 {
        components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
    }
}
