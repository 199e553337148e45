import Persistence
import PersistenceCopy
import PersistenceSQLite

/// Sixteen bytes that name a copy.
let copyIdentifier = [UInt8](repeating: 7, count: 16)

extension DatabaseCopy {
    /// A copy of the sample's tables in small batches.
    init(_ source: any Database, _ target: any Database, names: (String, String) = ("old", "new"), batchSize: Int = 7) {
        self.init(
            from: .init(source, name: names.0),
            to: .init(target, name: names.1),
            tables: SampleSchema.tables,
            migrations: SampleSchema.migrations,
            batchSize: batchSize
        )
    }

    /// Runs it under an identifier of the tests.
    @discardableResult
    func run() async throws -> CopyReport {
        try await run(identifier: copyIdentifier)
    }
}

/// The code of the refusal that `body` throws; nil when it throws none.
func refusal<Result>(_ body: () async throws -> Result) async throws -> CopyError.Code? {
    do {
        _ = try await body()
        return nil
    } catch let error as CopyError {
        return error.code
    }
}

/// The code of the database's failure that `body` throws; nil when it throws none.
func refusingCode<Result>(_ body: () async throws -> Result) async throws -> PersistenceError.Code? {
    do {
        _ = try await body()
        return nil
    } catch let error as PersistenceError {
        return error.code
    }
}
