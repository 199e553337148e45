import CLibPQ
import Foundation
import Persistence

/// One connection to the server.
///
/// Statements are sent in libpq's pipeline mode: what belongs together goes out in one packet and costs one round trip, and
/// an answer that is not needed is read later. Whatever goes wrong between a question and its answer ends the connection, by
/// ``ConnectionLife``.
///
/// @unchecked Sendable: the handle is touched by one thread at a time, the one that has taken the connection out of the pool.
/// @safe: it is libpq's from the beginning to the end of the object, and the C calls are within this room.
@safe final class ServerConnection: @unchecked Sendable {
    /// The version of libpq, as 150018.
    static var libraryVersion: Int { Int(PQlibVersion()) }

    private var life: ConnectionLife
    /// Outlives ``life``, whose handle speaks to it: what stands first goes first.
    private let complaints = Complaints()
    /// The longest to wait for an answer; nil for ever.
    private let answerTimeout: Duration?
    /// What was prepared on the server.
    var statements = StatementCache()
    /// What was asked and is not answered yet, each with a mark behind its answer; no caller waits for it.
    var unread: [Question] = []
    /// Whether a transaction is open on the server, as far as its answers go.
    var isInTransaction = false
    /// Whether something stands between us and the server that gives out its own numbers of server processes, as PgBouncer does.
    private(set) var isBehindPooler = false
    /// Whether it has worked before: then the server may have closed it meanwhile, without anybody's fault.
    var isUsed = false

    /// Connects, in the calling thread, and sets the session up.
    ///
    /// - Parameters:
    ///   - parameters: What libpq is told, by keyword.
    ///   - times: How long the server and its answers may take.
    ///   - deadline: When to give up; nil for never.
    /// - Throws: ``/Persistence/PersistenceError/Code/cannotOpen`` for a server that will not have us,
    ///   ``/Persistence/PersistenceError/Code/unavailable`` for one that cannot be reached.
    init(
        _ parameters: [String: String],
        _ times: AnswerTimes,
        until deadline: ContinuousClock.Instant? = nil
    ) throws(PersistenceError) {
        answerTimeout = times.answer
        life = try Self.connect(parameters, until: deadline)
        let handle = unsafe try life.handle()
        unsafe complaints.listen(to: handle)
        try unsafe Self.checkServer(handle)
        guard unsafe PQsetnonblocking(handle, 1) == 0, unsafe PQenterPipelineMode(handle) == 1 else {
            throw unsafe Self.lost(handle)
        }
        let timeout = String(times.statement?.wholeMilliseconds ?? 0)
        // A node that dies in the middle of a transaction, or gives it up behind a silent network, must not keep its rows locked.
        let idle = String(times.idle?.wholeMilliseconds ?? 0)
        let sql: SQL = """
            SELECT CAST(set_config('statement_timeout', \(timeout), FALSE) AS TEXT) AS statements,
                CAST(set_config('idle_in_transaction_session_timeout', \(idle), FALSE) AS TEXT) AS transactions,
                CAST(pg_backend_pid() AS BIGINT) AS process
            """
        let process = try row(of: sql, until: deadline)?.integer("process")
        isBehindPooler = process != Int64(unsafe PQbackendPID(handle))
    }

    /// The number of the server process that serves this connection at the moment.
    func serverProcess(until deadline: ContinuousClock.Instant?) throws(PersistenceError) -> Int64? {
        try row(of: "SELECT CAST(pg_backend_pid() AS BIGINT) AS process", until: deadline)?.integer("process")
    }

    private func row(of sql: SQL, until deadline: ContinuousClock.Instant?) throws(PersistenceError) -> Row? {
        switch try answers(to: [try sql.rendered(in: .postgreSQL)], until: deadline).first {
        case .rows(let rows, _): return rows.first
        case .failed(let failed): throw failed.error
        case .skipped, nil: throw Self.foreign
        }
    }

    /// Whether something can be asked of it.
    var isOpen: Bool { life.isOpen }

    /// Whether it may wait for the next transaction.
    var canRest: Bool { isOpen && !isInTransaction && !statements.isFull }

    /// libpq's handle.
    ///
    /// - Throws: Why the connection was given up.
    var handle: OpaquePointer {
        get throws(PersistenceError) { unsafe try life.handle() }
    }

    /// Closes the connection for good.
    ///
    /// - Parameter reason: Why.
    func giveUp(_ reason: PersistenceError) {
        life.giveUp(reason)
    }

    /// Runs something that sends or reads, after which everything is as it should be or the connection is closed.
    func exchange<Value>(_ body: () throws(PersistenceError) -> Value) throws(PersistenceError) -> Value {
        do throws(PersistenceError) {
            let value = try body()
            guard complaints.isEmpty else { throw Self.foreign }
            return value
        } catch {
            life.giveUp(error)
            throw error
        }
    }

    /// When to give an answer up that is asked for now.
    ///
    /// - Parameter deadline: Of the one who asks; nil for none.
    /// - Returns: The earlier one; nil for never.
    func answerDeadline(_ deadline: ContinuousClock.Instant?) -> ContinuousClock.Instant? {
        guard let answerTimeout else { return deadline }
        let own = ContinuousClock.now + answerTimeout
        return deadline.map { min($0, own) } ?? own
    }

    private static func checkServer(_ handle: OpaquePointer) throws(PersistenceError) {
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
}

/// How long a server may take.
struct AnswerTimes: Sendable {
    /// The longest that the server may take for one statement; nil for ever.
    let statement: Duration?
    /// The longest to wait for an answer; nil for ever.
    let answer: Duration?
    /// The longest that a transaction may be open without a statement; nil for ever.
    let idle: Duration?

    /// - Parameters:
    ///   - statement: The longest that the server may take for one statement; nil for ever.
    ///   - grace: How much later the connection gives up, which may be behind a silent network.
    init(statement: Duration?, grace: Duration = .seconds(1)) {
        self.statement = statement
        answer = statement.map { $0 + grace }
        idle = statement.map { max(.seconds(10), min(.seconds(60), $0 * 2)) }
    }
}

extension Duration {
    /// Milliseconds, rounded down.
    var wholeMilliseconds: Int64 {
        components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
    }
}
