import Persistence

extension PersistenceError {
    /// The error for a failure that the server reports.
    ///
    /// The server's messages of some kinds quote values; those are not passed on.
    ///
    /// - Parameters:
    ///   - state: The SQLSTATE.
    ///   - message: The primary message.
    ///   - table: The table, where the server names it.
    ///   - column: The column, where the server names it.
    ///   - constraint: The constraint or index, where the server names it.
    init(state: String, message: String, table: String?, column: String?, constraint: String?) {
        switch state {
        case "23505": self.init(.uniqueViolation, constraint: constraint, message: message)
        case "23503": self.init(.foreignKeyViolation, message: message)
        case "23502":
            let name = table.flatMap { table in column.map { "\(table).\($0)" } }
            self.init(.notNullViolation, constraint: name, message: message)
        case "23514": self.init(.checkViolation, constraint: constraint, message: message)
        case WriteGuard.appendOnlyState:
            let isOurs = message.hasPrefix(WriteGuard.appendOnlyMessage)
            self.init(
                .appendOnly,
                constraint: isOurs ? String(message.dropFirst(WriteGuard.appendOnlyMessage.count)) : nil,
                message: message
            )
        case WriteGuard.sealedState: self.init(.sealed, message: message)
        case "25006": self.init(.readOnly, message: "the database can only be read here: \(message)")
        case "42804", "22P02", "22P03", "22003":
            self.init(.columnType, message: "a value is not of the column's type (\(state))")
        case "40001", "40P01":
            self.init(.busy, message: "the transaction conflicted with others too often: \(message)")
        case "55P03": self.init(.busy, message: "another transaction holds a lock: \(message)")
        case "57014": self.init(.busy, message: "PostgreSQL cancelled the statement after its time limit: \(message)")
        case "53100": self.init(.diskFull, message: "no space is left for the database: \(message)")
        case "58030": self.init(.inputOutput, message: "reading or writing the database failed: \(message)")
        default: self.init(stateClass: state, message: message)
        }
    }

    private init(stateClass state: String, message: String) {
        switch state.prefix(2) {
        // Data exceptions quote the data.
        case "22": self.init(.other, message: "a value was rejected (\(state))")
        case "08", "53", "57": self.init(.unavailable, message: "PostgreSQL cannot serve now (\(state)): \(message)")
        case "XX": self.init(.corrupt, message: "PostgreSQL reports damage (\(state)): \(message)")
        case "28", "3D": self.init(.cannotOpen, message: message)
        default: self.init(.other, message: "\(message) (\(state))")
        }
    }

    /// The error of a connection that was not made.
    ///
    /// libpq gives a text only, a line for each host that was tried. Whether trying again can help is read from it as
    /// far as its words are those of the C locale; else it is taken for a passing fault.
    static func connecting(_ text: String) -> PersistenceError {
        let lines = text.split(separator: "\n").map { $0.trimmingPrefix("\t") }
        let reason = lines.joined(separator: "; ")
        if permanentReasons.contains(where: { text.contains($0) }) {
            return PersistenceError(.cannotOpen, message: "PostgreSQL rejects the connection: \(reason)")
        }
        return PersistenceError(.unavailable, message: "PostgreSQL cannot be reached: \(reason)")
    }

    private static let permanentReasons = [
        "authentication failed", "does not exist", "no pg_hba.conf entry", "no password supplied",
        "does not support SSL", "certificate verify failed", "does not match host name", "root certificate file",
        "permission denied for database",
    ]
}
