/// What a client knows of its accounts and sessions: only what it was answered, and what it asked without an answer.
struct Ledger: Sendable {
    /// A session as its client knows it.
    struct Session: Sendable {
        /// What the client knows for certain, and what it does not know.
        enum State: Sendable {
            /// The token was answered and is good.
            case alive
            /// A refresh by this attempt was not answered: it may have happened or not.
            case refreshing(attempt: String)
            /// A logout was not answered: it may have happened or not.
            case signingOut
            /// A logout was answered.
            case signedOut
        }

        let userName: String
        /// The last refresh token that was answered.
        var token: String
        var state = State.alive
        /// Whether anything was asked about it since it was last examined.
        var isTouched = true
    }

    /// How much was answered.
    struct Counts: Sendable {
        var registrations = 0
        var logins = 0
        var refreshes = 0
        var logouts = 0
        /// Requests of any kind without an answer.
        var unanswered = 0
        /// Requests that the server was too busy for (503).
        var refused = 0

        static func + (one: Counts, other: Counts) -> Counts {
            Counts(
                registrations: one.registrations + other.registrations,
                logins: one.logins + other.logins,
                refreshes: one.refreshes + other.refreshes,
                logouts: one.logouts + other.logouts,
                unanswered: one.unanswered + other.unanswered,
                refused: one.refused + other.refused
            )
        }
    }

    /// The ids of the accounts whose registration was answered.
    var accounts: Set<String> = []
    /// The user names whose registration was answered.
    var userNames: [String] = []
    /// User names whose registration was not answered.
    var uncertainNames: [String] = []
    var sessions: [Session] = []
    var counts = Counts()
    /// What the server calls the requests that were answered, in `X-Request-Id`.
    var answeredRequests: Set<String> = []
    /// Everything that should not have been.
    var faults: [String] = []
}
