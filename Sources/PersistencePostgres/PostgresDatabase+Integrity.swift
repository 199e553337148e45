import Persistence

extension PostgresDatabase {
    /// Reads every table of the schema as a whole, and checks all references between them, while the database is in use.
    ///
    /// The files below are PostgreSQL's to check: `pg_amcheck` and data checksums do.
    ///
    /// - Returns: The problems found, in words; empty for a sound database.
    /// - Throws: ``/Persistence/PersistenceError/Code/closed`` after ``close()``; a failure to ask.
    public func integrityProblems() async throws -> [String] {
        do {
            return try await read { try Self.integrityProblems($0) }
        } catch let error as PersistenceError where error.code == .corrupt {
            return [error.message]
        }
    }

    private static func integrityProblems(_ connection: any Transaction) throws -> [String] {
        try connection.execute(check)
        let found = try connection.row("SELECT current_setting('tessera.problems') AS problems")
        let problems = try found?.text("problems") ?? ""
        return problems.split(separator: "\n").map { String($0) }
    }

    /// A block, since the names of tables and columns come from the catalogue; what it finds it leaves in a setting of the transaction.
    private static let check: SQL = """
        DO $check$
        DECLARE
            item record;
            missing bigint;
            problems text := '';
        BEGIN
            FOR item IN
                SELECT oid::regclass AS name FROM pg_class
                WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace ORDER BY relname
            LOOP
                -- The rows and not an index that has them, too.
                EXECUTE format('SELECT count(whole.*) FROM %s AS whole', item.name);
            END LOOP;
            FOR item IN
                SELECT child.conname AS name, child.conrelid::regclass AS child, child.confrelid::regclass AS parent,
                    string_agg(format('child.%I IS NOT NULL', own.attname), ' AND ') AS refers,
                    string_agg(format('parent.%I = child.%I', other.attname, own.attname), ' AND ') AS matches
                FROM pg_constraint AS child
                CROSS JOIN LATERAL unnest(child.conkey, child.confkey) AS pair (own, other)
                JOIN pg_attribute AS own ON own.attrelid = child.conrelid AND own.attnum = pair.own
                JOIN pg_attribute AS other ON other.attrelid = child.confrelid AND other.attnum = pair.other
                WHERE child.contype = 'f' AND child.connamespace = current_schema()::regnamespace
                GROUP BY child.conname, child.conrelid, child.confrelid
                ORDER BY child.conrelid, child.conname
            LOOP
                EXECUTE format(
                    'SELECT count(*) FROM %s AS child WHERE %s AND NOT EXISTS (SELECT 1 FROM %s AS parent WHERE %s)',
                    item.child, item.refers, item.parent, item.matches
                ) INTO missing;
                IF missing > 0 THEN
                    problems := problems || format(E'%s rows of %s refer to missing rows of %s\\n', missing, item.child, item.parent);
                END IF;
            END LOOP;
            FOR item IN
                SELECT pg_index.indexrelid::regclass AS name FROM pg_index
                JOIN pg_class ON pg_class.oid = pg_index.indexrelid
                WHERE NOT pg_index.indisvalid AND pg_class.relnamespace = current_schema()::regnamespace
            LOOP
                problems := problems || format(E'the index %s is not valid: REINDEX it\\n', item.name);
            END LOOP;
            FOR item IN
                SELECT DISTINCT pg_trigger.tgrelid::regclass AS name FROM pg_trigger
                JOIN pg_class ON pg_class.oid = pg_trigger.tgrelid
                WHERE pg_trigger.tgenabled = 'D' AND pg_class.relnamespace = current_schema()::regnamespace
            LOOP
                problems := problems || format(E'triggers of %s are switched off: ALTER TABLE … ENABLE TRIGGER ALL\\n', item.name);
            END LOOP;
            PERFORM set_config('tessera.problems', problems, TRUE);
        END $check$
        """
}
