/// What came of a refresh, and what it gives: tokens, or within the rules what tokens are made of.
public enum RefreshOutcome<Given> {
    /// The token was the good one and has been replaced.
    case rotated(Given)
    /// The token had just been replaced, by the same attempt or within the grace window: the same successor again.
    case repeated(Given)
    /// The token had been replaced a moment ago for a client that sends no attempt ids and got no answer: a new successor.
    ///
    /// The successor before it is dead: who presents it ends the session.
    case replaced(Given)
    /// No tokens and no end: a late copy of a request whose client has moved on; what the client has stored meanwhile is newer.
    case superseded
    /// No tokens and no end: the session is bound to a key that the refresh did not prove (RFC 9449 §5).
    case unproven
    /// No tokens; the client has to sign in again (RFC 6749 §5.2 `invalid_grant`).
    case refused(RefreshRefusal)

    /// The same outcome with something made of what it gives.
    func map<Made>(_ make: (Given) throws -> Made) rethrows -> RefreshOutcome<Made> {
        switch self {
        case .rotated(let given): .rotated(try make(given))
        case .repeated(let given): .repeated(try make(given))
        case .replaced(let given): .replaced(try make(given))
        case .superseded: .superseded
        case .unproven: .unproven
        case .refused(let refusal): .refused(refusal)
        }
    }
}

extension RefreshOutcome: Sendable where Given: Sendable {}

/// Why a refresh was refused.
public struct RefreshRefusal: Sendable, Hashable {
    /// Why.
    public enum Cause: Sendable, Hashable {
        /// It is no refresh token of this server.
        case malformedToken
        /// The session is not known (any more).
        case unknownSession
        /// The session has ended.
        case ended(SessionEndCause)

        /// The public word.
        public var code: String {
            switch self {
            case .malformedToken: "malformed_token"
            case .unknownSession: "unknown_session"
            case .ended(let cause): cause.rawValue
            }
        }
    }

    /// Why.
    public let cause: Cause
    /// The session, when there is one.
    public let sessionID: SessionID?

    init(_ cause: Cause, of session: SessionID?) {
        self.cause = cause
        self.sessionID = session
    }

    /// One sentence for the person.
    public var detail: String {
        switch cause {
        case .malformedToken: "This is not a refresh token of this server. Sign in again."
        case .unknownSession: "The server no longer knows this session. Sign in again."
        case .ended(let cause): cause.sentence
        }
    }
}
