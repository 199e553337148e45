/// A kind of change that a table does not take, whichever program asks for it.
///
/// Both systems keep it as a trigger of the same name; how that is written is the only thing that differs.
public struct WriteGuard: Sendable, Hashable {
    /// What is refused.
    enum Change: String, CaseIterable, Sendable {
        case insert
        case update
        case delete
    }

    /// Why it is refused; decides the error that the caller gets.
    enum Reason: Sendable, Hashable {
        /// ``PersistenceError/Code/appendOnly``.
        case appendOnly
        /// ``PersistenceError/Code/sealed``.
        case sealed
    }

    let table: String
    let change: Change
    let reason: Reason
    /// The condition over `OLD` and `NEW` under which a row may be changed after all; nil for never.
    ///
    /// It is the same text in both systems. What it cannot decide (NULL) is refused.
    var exception: String?

    /// What it is called in the database.
    var name: String {
        switch reason {
        case .appendOnly: "\(table)_no_\(change.rawValue)"
        case .sealed: "\(table)_sealed_\(change.rawValue)"
        }
    }

    /// What the caller's error says.
    var message: String {
        switch reason {
        case .appendOnly: Self.appendOnlyMessage + table
        case .sealed: Self.sealedMessage
        }
    }

    /// What the message of a refused change to an append-only table begins with; the table's name follows.
    public static let appendOnlyMessage = "append-only table: "

    /// The SQLSTATE that PostgreSQL reports for a refused change to an append-only table.
    public static let appendOnlyState = "TSAPP"

    /// The message of a refused change to a sealed table.
    public static let sealedMessage =
        "the database is sealed, because it was copied to another: it accepts no writes"

    /// The SQLSTATE that PostgreSQL reports for a refused change to a sealed table.
    public static let sealedState = "TSEAL"
}

/// Guards that go and guards that come, in this order.
public struct WriteGuardScript: Sendable, Hashable {
    /// Those that go; one that is not there is no failure.
    var removed: [WriteGuard] = []
    /// Those that come.
    var added: [WriteGuard] = []
    /// What it does, in words that no dialect changes and that never change: part of a migration's fingerprint.
    let mark: String

    /// The script in a dialect.
    func text(in dialect: Dialect) -> String {
        (removed.map { $0.removal(in: dialect) } + added.map { $0.definition(in: dialect) }).joined(separator: "\n")
    }
}

extension WriteGuard {
    fileprivate func definition(in dialect: Dialect) -> String {
        switch dialect {
        case .sqlite: sqlite
        case .postgreSQL: postgreSQL
        }
    }

    fileprivate func removal(in dialect: Dialect) -> String {
        switch dialect {
        case .sqlite: "DROP TRIGGER IF EXISTS \(Dialect.quoted(name));"
        // Its triggers go with it.
        case .postgreSQL: "DROP FUNCTION IF EXISTS \(Dialect.quoted(name))() CASCADE;"
        }
    }

    private var sqlite: String {
        let condition = exception.map { " WHEN (\($0)) IS NOT TRUE" } ?? ""
        return """
            CREATE TRIGGER \(Dialect.quoted(name)) BEFORE \(change.keyword) ON \(Dialect.quoted(table))\(condition) BEGIN \
            SELECT RAISE(ABORT, \(Dialect.literal(message))); END;
            """
    }

    /// A trigger for each statement, or where rows can be excepted, one for each row and one for `TRUNCATE`, which has no rows.
    private var postgreSQL: String {
        let state =
            switch reason {
            case .appendOnly: Self.appendOnlyState
            case .sealed: Self.sealedState
            }
        let except =
            exception.map {
                "IF TG_LEVEL = 'ROW' THEN IF \($0) THEN IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END IF; END IF; "
            } ?? ""
        let function = """
            CREATE FUNCTION \(Dialect.quoted(name))() RETURNS trigger LANGUAGE plpgsql AS $tessera$ BEGIN \
            \(except)RAISE EXCEPTION USING ERRCODE = '\(state)', MESSAGE = \(Dialect.literal(message)); END $tessera$;
            """
        let own = trigger(name, on: change.keyword, forEach: exception == nil ? "STATEMENT" : "ROW")
        guard change == .delete else { return function + "\n" + own }
        return function + "\n" + own + "\n" + trigger("\(name)_all", on: "TRUNCATE", forEach: "STATEMENT")
    }

    private func trigger(_ trigger: String, on event: String, forEach level: String) -> String {
        """
        CREATE TRIGGER \(Dialect.quoted(trigger)) BEFORE \(event) ON \(Dialect.quoted(table)) \
        FOR EACH \(level) EXECUTE FUNCTION \(Dialect.quoted(name))();
        """
    }
}

extension WriteGuard.Change {
    fileprivate var keyword: String { rawValue.uppercased() }
}
