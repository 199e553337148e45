import Identity
import Logging

/// The state of a Tessera, open: its database and, on top of it, its identity rules.
struct OpenState: Sendable {
    let database: OpenDatabase
    let identity: IdentitySystem
    /// What the rules go by.
    let clock: NodeClock

    /// Opens the state, lets `body` work on it, and closes it in any case.
    ///
    /// - Parameters:
    ///   - settings: Where the state is and what the rules are.
    ///   - new: Whether a database that does not exist, or is empty, is set up. A command that may do that also writes the note of the
    ///     database that belongs here.
    ///   - followsStatus: Whether the status lists are kept in memory, as a server needs them.
    ///   - logger: Where the rules write warnings.
    ///   - body: What to do.
    /// - Returns: What `body` returns.
    /// - Throws: `CommandFailure` when there is no database or no master secret; what opening and `body` throw.
    static func with<Result: Sendable>(
        _ settings: Settings,
        new: NewDatabase,
        followsStatus: Bool = false,
        logger: Logger = CommandLogger.make(),
        _ body: (OpenState) async throws -> Result
    ) async throws -> Result {
        try await OpenDatabase.with(settings, new: new) { database in
            let clock = NodeClock(database.database)
            try await clock.compare()
            if followsStatus { try refuse(clock) }
            let identity = try await identity(settings, database, clock.time, followsStatus: followsStatus, logger)
            let result: Result
            do {
                if new.mayCreate {
                    // The master secret of a node is often in a read-only place; a SQLite file never is.
                    let level: Logger.Level = settings.storage.database.isShared ? .notice : .warning
                    try await PlaceGuard(storage: settings.storage, new: new).note(identity) { words in
                        logger.log(
                            level: level,
                            "database note not written",
                            metadata: ["error.detail": .string(words)]
                        )
                    }
                }
                result = try await body(OpenState(database: database, identity: identity, clock: clock))
            } catch {
                await identity.shutdown()
                throw error
            }
            await identity.shutdown()
            return result
        }
    }

    /// All other servers would reject the tokens of a server whose clock is far off.
    private static func refuse(_ clock: NodeClock) throws {
        guard clock.state == .far else { return }
        let seconds = clock.lead.wholeSeconds
        throw CommandFailure(
            .configuration,
            "this machine's clock is \(abs(seconds)) seconds \(seconds > 0 ? "ahead of" : "behind") the database's, and may differ by 30. "
                + "Correct both (NTP), and start again."
        )
    }

    private static func identity(
        _ settings: Settings,
        _ database: OpenDatabase,
        _ time: TimeSource,
        followsStatus: Bool,
        _ logger: Logger
    ) async throws -> IdentitySystem {
        do {
            return try await IdentitySystem(
                database: database.database,
                masterSecret: try MasterSecret(of: settings.storage),
                configuration: settings.rules,
                time: time,
                logger: logger,
                followsStatus: followsStatus
            )
        } catch let error as MasterSecretError where settings.storage.database.isShared {
            // Of nodes that start at once on a new database, the one that makes the first signing key decides.
            throw CommandFailure(
                .configuration,
                "\(error.description). Every node needs the same master secret: the one of the node that created "
                    + "this database."
            )
        }
    }
}
