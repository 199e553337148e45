// Seeding owns databases for load tests: many accounts and sessions at once, with the same rows, identifiers and positions in the status
// lists as real ones have. It never touches a database in which anybody has an account.

import Persistence
import TesseraJOSE

/// Fills an empty database with accounts and living sessions.
///
/// What differs from real sign-ins: all accounts share one password and its one hash, no throttle is asked, and the audit trail
/// has one event for all.
public struct DatabaseSeed: Sendable {
    let database: any Database
    let configuration: IdentityConfiguration
    let passwords: PasswordAuthenticator
    let signIn: SignInService
    let codec: RefreshTokenCodec
    let time: TimeSource
    let random: RandomSource

    /// Where the sessions seem to come from (RFC 5737).
    private static let source = RequestSource(address: "192.0.2.1", userAgent: "seed")

    /// Adds the accounts and sessions of a plan, in transactions of some thousand rows.
    ///
    /// When the task is cancelled or the database fails on the way, what was added until then stays.
    ///
    /// - Parameters:
    ///   - plan: How many.
    ///   - password: The password of every account, which the policy must allow.
    ///   - report: Is told which part is done, from 0 to 1.
    ///   - keep: Is given the refresh tokens of sessions that are on the disk, as many as the plan says.
    /// - Throws: `IdentityError`: `password_refused`, or `conflict` when the database has accounts or sessions; `PersistenceError`;
    ///   `CancellationError`; what `keep` throws.
    public func run(
        _ plan: SeedPlan,
        password: String,
        report: (Double) -> Void,
        keep: ([String]) throws -> Void
    ) async throws {
        let hash = try await hash(of: password)
        try await begin(plan, at: time.now())
        var batch = Batch()
        var (done, session) = (0, 0)
        func advance(by rows: Int) throws {
            done += rows
            report(Double(done) / Double(plan.accounts + plan.sessions))
            try Task.checkCancellation()
        }
        for block in plan.accountBlocks {
            // As each begins at its own moment, neighbours in time are neighbours in the index, as in service.
            let now = time.now()
            let accounts = try block.map { try account($0, of: plan, passwordHash: hash, at: now) }
            try await add(accounts, at: now)
            try advance(by: accounts.count)
            for (number, account) in zip(block, accounts) {
                for _ in 0..<plan.sessions(ofAccount: number) {
                    batch.add(newSession(of: account.id), isKept: plan.givesToken(ofSession: session))
                    session += 1
                    guard batch.sessions.count == SeedPlan.rowsPerTransaction else { continue }
                    try advance(by: try await add(&batch, keep))
                }
            }
        }
        try advance(by: try await add(&batch, keep))
    }

    private func hash(of password: String) async throws -> String {
        let name = SeedPlan.userName(1)
        return try await passwords.hash(
            new: password,
            field: "password",
            notContaining: [name],
            for: AdmissionKey(address: Self.source.address, account: name)
        )
    }

    /// Makes sure that nobody's database is filled, and writes down that this one is.
    private func begin(_ plan: SeedPlan, at now: Timestamp) async throws {
        let detail: JSONObject = [
            "accounts": .integer(Int64(plan.accounts)), "sessions": .integer(Int64(plan.sessions)),
        ]
        try await database.write { transaction in
            guard try !transaction.exists("SELECT 1 FROM accounts LIMIT 1"),
                try !transaction.exists("SELECT 1 FROM sessions LIMIT 1")
            else {
                throw IdentityError(.databaseNotEmpty)
            }
            try transaction.audit.append(AuditEvent(.databaseSeeded, at: now, by: .command, detail: detail))
        }
    }

    private func account(_ number: Int, of plan: SeedPlan, passwordHash: String, at now: Timestamp) throws -> NewAccount
    {
        NewAccount(
            id: .generate(random),
            userName: try CheckedRegistration.userName(SeedPlan.userName(number)),
            email: nil,
            displayName: nil,
            passwordHash: passwordHash,
            roles: [],
            permissions: [],
            lastSignedInAt: plan.sessions(ofAccount: number) > 0 ? now : nil
        )
    }

    private func newSession(of account: AccountID) -> Session {
        let terms = signIn.terms(
            scope: configuration.scope,
            SignInOptions(),
            from: Self.source,
            at: time.now()
        )
        return Session(of: account, by: [.password], authenticatedAt: terms.now, on: terms)
    }

    private func add(_ accounts: [NewAccount], at now: Timestamp) async throws {
        try await database.write { transaction in
            for rows in accounts.pieces(of: SeedPlan.rowsPerStatement) {
                try transaction.accounts.add(Array(rows), at: now)
            }
        }
    }

    /// Writes the sessions of a batch, hands on its tokens, and empties it.
    ///
    /// - Returns: How many sessions there were.
    private func add(_ batch: inout Batch, _ keep: ([String]) throws -> Void) async throws -> Int {
        let new = batch.sessions
        guard !new.isEmpty else { return 0 }
        try await database.write { transaction in
            let positions = try transaction.statusLists.takeFreshPositions(new.count)
            for rows in new.pieces(of: SeedPlan.rowsPerStatement) {
                let first = positions.lowerBound + Int64(rows.startIndex)
                try transaction.sessions.addSeeded(Array(rows), statusPositions: first..<first + Int64(rows.count))
            }
        }
        try keep(batch.kept.map { codec.text(of: RefreshToken(sessionID: $0, generation: 0)) })
        batch = Batch()
        return new.count
    }

    /// Sessions that are written together.
    private struct Batch {
        private(set) var sessions: [Session] = []
        /// Those whose tokens are given out.
        private(set) var kept: [SessionID] = []

        mutating func add(_ session: Session, isKept: Bool) {
            sessions.append(session)
            if isKept { kept.append(session.id) }
        }
    }
}

extension Array {
    /// Neighbours together, at most `count` of them.
    fileprivate func pieces(of count: Int) -> some Sequence<ArraySlice<Element>> {
        stride(from: 0, to: self.count, by: count).lazy.map { self[$0..<Swift.min($0 + count, self.count)] }
    }
}
