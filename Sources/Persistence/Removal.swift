/// Which rows may leave an append-only table: those whose moment lies below a floor, which only ever rises.
///
/// The floor is one row of a table of its own. So that a row goes, the floor must have been raised above it first, on purpose; what is
/// younger stays, whatever statement is run.
public struct Removal: Sendable, Hashable {
    let table: String
    let column: String
    let floorTable: String
    let floorColumn: String

    /// A spelling that no dialect changes.
    var fingerprintText: String {
        "allow removal from \(table) where \(column) is below \(floorColumn) of \(floorTable)"
    }

    /// The script that puts the rule in the place of the one that no row is ever removed.
    func text(in dialect: Dialect) -> String {
        switch dialect {
        case .sqlite: sqlite
        case .postgreSQL: postgreSQL
        }
    }

    private var sqlite: String {
        let (quoted, refusal) = (Dialect.quoted, Dialect.appendOnlyLiteral)
        let removal = quoted("\(table)_no_delete")
        let floorRules = [("insert", ""), ("delete", ""), ("update", "WHEN NOT NEW.\(floor) >= OLD.\(floor) ")].map {
            """
            CREATE TRIGGER \(quoted("\(floorTable)_no_\($0)")) BEFORE \($0.uppercased()) ON \(quoted(floorTable)) \($1)BEGIN \
            SELECT RAISE(ABORT, \(refusal(floorTable))); END;
            """
        }
        return """
            DROP TRIGGER \(removal);
            CREATE TRIGGER \(removal) BEFORE DELETE ON \(quoted(table)) WHEN OLD.\(quoted(column)) >= \(lowest) BEGIN \
            SELECT RAISE(ABORT, \(refusal(table))); END;
            \(floorRules.joined(separator: "\n"))
            """
    }

    private var postgreSQL: String {
        let (quoted, refusal) = (Dialect.quoted, Dialect.appendOnlyLiteral)
        let (change, removal) = (quoted("\(table)_no_change"), quoted("\(table)_no_early_removal"))
        let floorChange = quoted("\(floorTable)_no_change")
        let raise = "RAISE EXCEPTION USING ERRCODE = '\(Dialect.appendOnlyState)', MESSAGE = "
        return """
            DROP TRIGGER \(change) ON \(quoted(table));
            CREATE TRIGGER \(change) BEFORE UPDATE OR TRUNCATE ON \(quoted(table)) \
            FOR EACH STATEMENT EXECUTE FUNCTION \(change)();
            CREATE FUNCTION \(removal)() RETURNS trigger LANGUAGE plpgsql AS $tessera$ BEGIN \
            IF OLD.\(quoted(column)) >= \(lowest) THEN \(raise)\(refusal(table)); END IF; RETURN OLD; END $tessera$;
            CREATE TRIGGER \(removal) BEFORE DELETE ON \(quoted(table)) FOR EACH ROW EXECUTE FUNCTION \(removal)();
            CREATE FUNCTION \(floorChange)() RETURNS trigger LANGUAGE plpgsql AS $tessera$ BEGIN \
            IF TG_OP = 'UPDATE' THEN IF NEW.\(floor) >= OLD.\(floor) THEN RETURN NEW; END IF; END IF; \
            \(raise)\(refusal(floorTable)); END $tessera$;
            CREATE TRIGGER \(floorChange) BEFORE INSERT OR UPDATE OR DELETE ON \(quoted(floorTable)) \
            FOR EACH ROW EXECUTE FUNCTION \(floorChange)();
            CREATE TRIGGER \(quoted("\(floorTable)_no_truncate")) BEFORE TRUNCATE ON \(quoted(floorTable)) \
            FOR EACH STATEMENT EXECUTE FUNCTION \(floorChange)();
            """
    }

    private var floor: String { Dialect.quoted(floorColumn) }

    /// The floor; without one, nothing lies below it.
    private var lowest: String {
        "COALESCE((SELECT \(floor) FROM \(Dialect.quoted(floorTable))), -9223372036854775807)"
    }
}

extension SQL {
    /// Lets rows leave a table that ``forbidChanges(table:)`` has made append-only, once they lie below a floor.
    ///
    /// `UPDATE`, and `DELETE` of anything else, go on to throw ``PersistenceError/Code/appendOnly``. So does every change of
    /// the floor but one that raises it; its row must exist already.
    ///
    /// - Parameters:
    ///   - table: The append-only table.
    ///   - column: Its column with the moment, NOT NULL.
    ///   - floorColumn: The column with the floor: rows with smaller moments may be removed.
    ///   - floorTable: The table whose one row has the floor.
    /// - Returns: A statement for a ``Migration``. It stands for itself: don't join it with other SQL.
    public static func allowRemoval(
        from table: StaticString,
        where column: StaticString,
        isBelow floorColumn: StaticString,
        of floorTable: StaticString
    ) -> SQL {
        let removal = Removal(
            table: table.description,
            column: column.description,
            floorTable: floorTable.description,
            floorColumn: floorColumn.description
        )
        return SQL(fragments: [.dialectal(.allowRemoval(removal))])
    }
}
