import Persistence

/// A database whose failures are ``StorageFailure``s, and which tells ``StorageHealth`` of them.
///
/// What a statement is to blame for, such as a violated constraint, passes as it is.
struct WatchedDatabase: Database {
    let base: any Database
    let health: StorageHealth

    func read<Result: Sendable>(
        _ body: @escaping @Sendable (any Transaction) throws -> Result
    ) async throws -> Result {
        do {
            return try await base.read(body)
        } catch let error as PersistenceError {
            throw failure(error, .read)
        }
    }

    @discardableResult
    func write<Result: Sendable>(
        isolation: Isolation,
        _ body: @escaping @Sendable (any Transaction) throws -> Result
    ) async throws -> Result {
        do {
            let result = try await base.write(isolation: isolation, body)
            RequestEffect.current?.noteWrite()
            return result
        } catch let error as PersistenceError {
            if error.isOutcomeUnknown { RequestEffect.current?.noteWrite() }
            throw failure(error, .write)
        }
    }

    func announcements() -> AsyncStream<Announcement> { base.announcements() }

    var isAnnouncing: Bool { base.isAnnouncing }

    func confirmPlace() throws {
        do {
            try base.confirmPlace()
        } catch let error as PersistenceError {
            // What matters most: nothing may be written any more.
            throw failure(error, .write)
        }
    }

    func migrate(_ migrations: [Migration]) async throws -> [String] { try await base.migrate(migrations) }

    func close() async throws { try await base.close() }

    private func failure(_ error: PersistenceError, _ operation: StorageFailure.Operation) -> any Error {
        // A refused write changed nothing of what it was for. After a read that is so if nothing was written before it.
        let isWithoutEffect = operation == .write ? !error.isOutcomeUnknown : RequestEffect.current?.isNone == true
        guard let failure = StorageFailure(error, during: operation, isWithoutEffect: isWithoutEffect)
        else { return error }
        health.note(failure)
        return failure
    }
}
