import Persistence

extension DatabaseCopy {
    /// What a run has before it.
    enum Beginning: Sendable, Hashable {
        /// Everything.
        case begins
        /// What an earlier run has left.
        case goesOn
        /// Nothing: this copy was complete already.
        case complete
    }

    /// Makes sure that the source may be copied and that the target is empty or an unfinished copy of this very source, and
    /// begins the copy.
    ///
    /// Nothing is changed in either when it is refused.
    func prepare(identifier: [UInt8]) async throws -> Beginning {
        guard source.name != target.name else { throw CopyError.sameDatabase(source.name) }
        let origin = try await sourceRecord()
        let found = try await targetRecord()
        if let found, found.side == .target, origin?.side == .source, origin?.identifier == found.identifier {
            return found.completedAt == nil ? .goesOn : .complete
        }
        try refuseSource(origin)
        try refuseTarget(found)
        try await refuseRows()
        let identifier = origin?.side == .source ? origin?.identifier ?? identifier : identifier
        try await fillSchema()
        // The source first: should this be interrupted between the two, the target is still empty and this runs again.
        if origin?.side != .source { try await sealSource(identifier) }
        try await beginTarget(identifier)
        return .begins
    }

    /// What the source knows of its last copy.
    private func sourceRecord() async throws -> CopyRecord? {
        guard let applied = try await Self.appliedMigrations(of: source), applied > 0 else {
            throw CopyError.noSource(source.name)
        }
        let migrator = try Migrator(migrations)
        return try await source.database.write { [name = source.name] transaction in
            // Versions before the first copy have made no record.
            try migrator.prepareForCopy(transaction)
            guard try migrator.pending(on: transaction).isEmpty else { throw CopyError.sourceNotMigrated(name) }
            return try transaction.copyRecord()
        }
    }

    /// What the target knows of its last copy.
    private func targetRecord() async throws -> CopyRecord? {
        guard try await Self.appliedMigrations(of: target) != nil else { return nil }
        return try await target.database.read { transaction in
            try transaction.copyRecord()
        } ifMissing: {
            nil
        }
    }

    private func refuseSource(_ record: CopyRecord?) throws(CopyError) {
        guard let record, record.refusal != nil else { return }
        guard record.side == .source else {
            throw .sourceIncomplete(source.name, counterpart: record.counterpart)
        }
        // A copy that was interrupted before its target knew of it.
        guard record.completedAt == nil, record.counterpart == target.name else {
            throw .sourceSealed(source.name, counterpart: record.counterpart)
        }
    }

    private func refuseTarget(_ record: CopyRecord?) throws(CopyError) {
        guard let record, record.refusal != nil else { return }
        throw record.side == .target
            ? .targetOfAnotherCopy(target.name, counterpart: record.counterpart)
            : .targetSealed(target.name, counterpart: record.counterpart)
    }

    /// Makes sure that the target's tables, as far as they exist, are ours and have no rows.
    private func refuseRows() async throws {
        let isOurs = try await Self.appliedMigrations(of: target) != nil
        for table in tables {
            let hasRows: Bool? = try await target.database.read {
                try $0.exists(table.anyRow)
            } ifMissing: {
                nil
            }
            guard let hasRows else { continue }
            guard isOurs else { throw CopyError.targetIsForeign(target.name, table: table.name) }
            if hasRows, !table.hasInitialRows { throw CopyError.targetNotEmpty(target.name, table: table.name) }
        }
    }

    private func fillSchema() async throws {
        _ = try await target.database.migrate(migrations)
    }

    private func sealSource(_ identifier: [UInt8]) async throws {
        let record = CopyRecord(identifier: identifier, side: .source, counterpart: target.name)
        try await source.database.write { [tables] transaction in
            try transaction.setCopyRecord(record)
            for table in tables { try transaction.execute(.seal(table: table.name)) }
        }
    }

    private func beginTarget(_ identifier: [UInt8]) async throws {
        let record = CopyRecord(identifier: identifier, side: .target, counterpart: source.name)
        try await target.database.write { [tables, name = target.name] transaction in
            for table in tables {
                // Rows that the migrations have made are overwritten in their turn.
                if !table.hasInitialRows, try transaction.exists(table.anyRow) {
                    throw CopyError.targetNotEmpty(name, table: table.name)
                }
            }
            try transaction.setCopyRecord(record)
            try transaction.createCopyLedger(tables)
        }
    }

    /// How many migrations a database has applied; nil when it is not one of ours.
    private static func appliedMigrations(of place: Place) async throws -> Int? {
        try await place.database.read { transaction in
            try transaction.rows("SELECT name FROM tessera_migrations").count
        } ifMissing: {
            nil
        }
    }
}

extension Database {
    /// Reads from a table that may not exist, which database systems tell in no common way.
    fileprivate func read<Result: Sendable>(
        _ body: @escaping @Sendable (any Transaction) throws -> Result,
        ifMissing fallback: () -> Result
    ) async throws -> Result {
        do {
            return try await read(body)
        } catch let error as PersistenceError where error.code == .other {
            return fallback()
        }
    }
}
