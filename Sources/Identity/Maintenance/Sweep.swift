import Persistence

/// One kind of row that is swept: how to see whether anything is due, and how to do a batch of it.
///
/// Both are given the present moment. A batch names in its own condition what is due, so that two nodes at once never sweep a row
/// twice and never sweep one that has come to life again.
struct Sweep: Sendable {
    let kind: SweepKind
    /// What a batch may assume about other writes.
    let isolation: Isolation
    /// Since when the oldest row has been due; nil when none is.
    ///
    /// A look at one row by an index.
    let dueSince: @Sendable (any Connection, Timestamp) throws -> Timestamp?
    /// Does one batch of at most so many rows.
    ///
    /// Returns how many there were; fewer than it was allowed means that nothing more is due.
    let batch: @Sendable (any Connection, _ limit: Int, Timestamp) throws -> Int

    init(
        _ kind: SweepKind,
        isolation: Isolation = .readCommitted,
        dueSince: @escaping @Sendable (any Connection, Timestamp) throws -> Timestamp?,
        batch: @escaping @Sendable (any Connection, _ limit: Int, Timestamp) throws -> Int
    ) {
        self.kind = kind
        self.isolation = isolation
        self.dueSince = dueSince
        self.batch = batch
    }
}

extension Sweep {
    /// Every sweep but the walk over living sessions, in the order in which a round does them.
    static func all(_ configuration: IdentityConfiguration) -> [Sweep] {
        let ended = configuration.endedSessionRetention
        let audit = configuration.auditRetention
        let familiarity = configuration.signInThrottle.familiarity
        return [
            Sweep(.endedSessions) { connection, now in
                try connection.oldestEndedSession(before: now - ended).map { $0 + ended }
            } batch: { connection, limit, now in
                try connection.removeEndedSessions(before: now - ended, limit: limit)
            },
            Sweep(.auditEvents) { connection, now in
                try connection.oldestAuditEvent(before: now - audit).map { $0 + audit }
            } batch: { connection, limit, now in
                try connection.removeAuditEvents(before: now - audit, limit: limit)
            },
            Sweep(.setupTokens) { connection, now in
                try connection.oldestExpiredSetupToken(at: now)
            } batch: { connection, limit, now in
                try connection.removeExpiredSetupTokens(at: now, limit: limit)
            },
            Sweep(.throttles) { connection, now in
                try connection.oldestFullThrottle(at: now)
            } batch: { connection, limit, now in
                try connection.sweepThrottles(before: now.milliseconds, limit: limit)
            },
            Sweep(.familiarAddresses) { connection, now in
                try connection.oldestFamiliarAddress(before: now - familiarity).map { $0 + familiarity }
            } batch: { connection, limit, now in
                try connection.sweepFamiliarAddresses(before: (now - familiarity).milliseconds, limit: limit)
            },
            // Serialisable: it reads what it then writes.
            Sweep(.revocations, isolation: .serializable) { connection, now in
                try connection.oldestForgottenRevocation(at: now)
            } batch: { connection, limit, now in
                try connection.purgeRevocations(limit: limit, at: now)
            },
        ] + ofVerifiers + ofSigningKeys(keptFor: ended) + [freePages]
    }

    private static let ofVerifiers: [Sweep] = [
        Sweep(.silentVerifiers) { connection, now in
            try connection.hasSilentVerifiers(since: now - VerifierRegistry.patience) ? now : nil
        } batch: { connection, limit, now in
            try connection.disconnectSilentVerifiers(since: now - VerifierRegistry.patience, limit: limit)
        },
        Sweep(.silentServers) { connection, now in
            try connection.oldestSilentServer(since: now - VerifierRegistry.patience)
        } batch: { connection, limit, now in
            try connection.removeSilentServers(since: now - VerifierRegistry.patience, limit: limit)
        },
        Sweep(.goneVerifiers) { connection, now in
            try connection.oldestGoneVerifier(before: now - StatusLifetime.untilForgotten)
                .map { $0 + StatusLifetime.untilForgotten }
        } batch: { connection, limit, now in
            try connection.removeGoneVerifiers(before: now - StatusLifetime.untilForgotten, limit: limit)
        },
    ]

    private static func ofSigningKeys(keptFor retention: Duration) -> [Sweep] {
        [
            Sweep(.keyConfirmations) { connection, now in
                try connection.hasConfirmations(ofKeysGoneBefore: now - retention) ? now : nil
            } batch: { connection, limit, now in
                try connection.removeConfirmations(ofKeysGoneBefore: now - retention, limit: limit)
            },
            Sweep(.signingKeys) { connection, now in
                try connection.hasUnconfirmedKeys(goneBefore: now - retention) ? now : nil
            } batch: { connection, limit, now in
                try connection.removeSigningKeys(goneBefore: now - retention, limit: limit)
            },
        ]
    }

    private static let freePages = Sweep(.freePages) { connection, now in
        try connection.hasSpaceToRelease() ? now : nil
    } batch: { connection, limit, _ in
        try connection.releaseSpace(atMost: limit)
    }
}
