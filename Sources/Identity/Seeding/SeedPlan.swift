/// With how much a database for load tests is filled, and in which steps.
///
/// Pure. The accounts are `seed-000001`, `seed-000002`, …; the sessions are dealt out among them evenly.
public struct SeedPlan: Sendable, Hashable {
    /// How many accounts there will be.
    public let accounts: Int
    /// How many sessions there will be.
    public let sessions: Int
    /// For how many of the sessions refresh tokens are given out.
    public let tokens: Int

    /// The most rows of one statement: a round trip to a database server for each, and far from the 32,766 values that SQLite takes.
    static let rowsPerStatement = 250
    /// The most rows of one transaction: so many that pages which all of them meet are written once for many rows.
    static let rowsPerTransaction = 20_000
    /// The most accounts, and the most sessions: what nine digits can number.
    public static let maximum = 999_999_999

    /// A plan.
    ///
    /// - Parameters:
    ///   - accounts: How many accounts; at least 1.
    ///   - sessions: How many sessions; 0 or more.
    ///   - tokens: For how many sessions refresh tokens are given out, evenly spread; at most for all.
    /// - Throws: `IdentityError` `invalid_request` that says which number is wrong.
    public init(accounts: Int, sessions: Int, tokens: Int) throws {
        func check(_ value: Int, from least: Int, _ name: String) throws {
            guard value >= least, value <= Self.maximum else {
                throw IdentityError(.misconfigured("The number of \(name) is \(least) to \(Self.maximum)."))
            }
        }
        try check(accounts, from: 1, "accounts")
        try check(sessions, from: 0, "sessions")
        try check(tokens, from: 0, "tokens")
        self.accounts = accounts
        self.sessions = sessions
        self.tokens = min(tokens, sessions)
    }

    /// The name of an account, which are counted from 1.
    public static func userName(_ number: Int) -> String {
        let digits = String(number)
        return "seed-" + String(repeating: "0", count: max(0, 6 - digits.utf8.count)) + digits
    }

    /// How many sessions an account gets.
    func sessions(ofAccount number: Int) -> Int {
        sessions / accounts + (number <= sessions % accounts ? 1 : 0)
    }

    /// Whether the token of a session, which are counted from 0, is given out.
    ///
    /// Evenly spread, so that a load which uses them meets the whole table and not its beginning.
    func givesToken(ofSession index: Int) -> Bool {
        index * tokens / max(1, sessions) != (index + 1) * tokens / max(1, sessions)
    }

    /// The numbers of the accounts, in pieces that one transaction takes.
    var accountBlocks: some Sequence<Range<Int>> {
        stride(from: 1, through: accounts, by: Self.rowsPerTransaction).lazy.map { first in
            first..<min(first + Self.rowsPerTransaction, accounts + 1)
        }
    }
}
