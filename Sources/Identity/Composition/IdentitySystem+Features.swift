public import Persistence

extension IdentitySystem {
    /// Every feature, and nothing else: what each brings stands beside its own code.
    ///
    /// Their sweeps take turns in this order.
    static let features: [Feature<IdentitySystem>] = [
        .accounts,
        .sessions,
        .audit,
        .setup,
        .throttling,
        .status { $0.status },
        .verifiers({ $0.verifiers }, status: { $0.status }),
        .signingKeys { $0.signingKeys },
        .clients { $0.clients },
        .maintenance,
    ]
}

/// The tables of the identity rules, as an append-only list of migrations that serves every database.
///
/// Times are milliseconds since the epoch. Identifiers are 16 bytes. Lists of words (roles, scope tokens) are one text with
/// single spaces, so that a refresh reads one row and no more.
public enum IdentitySchema {
    /// Every migration, in order.
    ///
    /// A migration that has been released is never changed.
    public static let migrations: [Migration] = IdentitySystem.features
        .flatMap(\.migrations)
        .sorted { $0.key < $1.key }
        .map(\.value)

    /// Every table that the migrations make, with all of its columns; those that are referenced before those that refer.
    ///
    /// A copy of a database has all of these.
    public static let tables: [TableDescription] = IdentitySystem.features.flatMap(\.tables)
}
