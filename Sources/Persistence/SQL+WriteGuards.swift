/// Tables that the database itself protects.
extension SQL {
    /// Makes a table append-only: `UPDATE` and `DELETE` throw ``PersistenceError/Code/appendOnly``.
    ///
    /// - Parameter table: The name of a table that exists, without quotes, written in the program.
    /// - Returns: A statement for a ``Migration``. It stands for itself: don't join it with other SQL.
    public static func forbidChanges(table: StaticString) -> SQL {
        let name = table.description
        let refusals = [WriteGuard.Change.update, .delete].map {
            WriteGuard(table: name, change: $0, reason: .appendOnly)
        }
        return SQL(refusing: WriteGuardScript(added: refusals, mark: "forbid changes \(name)"))
    }

    /// Lets rows leave a table that ``forbidChanges(table:)`` has made append-only, once they lie below a floor.
    ///
    /// The floor is one row of a table of its own. So that a row goes, the floor must have been raised above it first, on
    /// purpose; what is younger stays, whatever statement is run. `UPDATE`, and `DELETE` of anything else, go on to throw
    /// ``PersistenceError/Code/appendOnly``. So does every change of the floor but one that raises it; its row must exist
    /// already.
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
        let (table, floorTable) = (table.description, floorTable.description)
        let (moment, floor) = (Dialect.quoted(column.description), Dialect.quoted(floorColumn.description))
        let removal = WriteGuard(table: table, change: .delete, reason: .appendOnly)
        var conditional = removal
        // Without a floor nothing lies below it, and what is unknown is refused.
        conditional.exception = "OLD.\(moment) < (SELECT \(floor) FROM \(Dialect.quoted(floorTable)))"
        let onlyUp = WriteGuard(
            table: floorTable,
            change: .update,
            reason: .appendOnly,
            exception: "NEW.\(floor) >= OLD.\(floor)"
        )
        let fixed = [WriteGuard.Change.insert, .delete].map {
            WriteGuard(table: floorTable, change: $0, reason: .appendOnly)
        }
        return SQL(
            refusing: WriteGuardScript(
                removed: [removal],
                added: [conditional, onlyUp] + fixed,
                mark: "allow removal from \(table) where \(column) is below \(floorColumn) of \(floorTable)"
            )
        )
    }

    /// Seals a table: every write to it throws ``PersistenceError/Code/sealed``, whichever process tries.
    ///
    /// - Parameter table: The table's name.
    /// - Returns: A statement that stands for itself: don't join it with other SQL.
    public static func seal(table: StaticString) -> SQL {
        SQL(refusing: WriteGuardScript(added: seals(table), mark: "seal \(table)"))
    }

    /// Takes the seal off a table; a table without one stays as it is.
    ///
    /// - Parameter table: The table's name.
    /// - Returns: A statement that stands for itself: don't join it with other SQL.
    public static func unseal(table: StaticString) -> SQL {
        SQL(refusing: WriteGuardScript(removed: seals(table), mark: "unseal \(table)"))
    }

    private static func seals(_ table: StaticString) -> [WriteGuard] {
        WriteGuard.Change.allCases.map { WriteGuard(table: table.description, change: $0, reason: .sealed) }
    }

    private init(refusing script: WriteGuardScript) {
        self.init(fragments: [.dialectal(.refusals(script))])
    }
}
