/// What came of a refresh.
public enum RefreshOutcome: Sendable {
    /// The token was the good one and has been replaced.
    case rotated(IssuedTokens)
    /// The token had just been replaced, by the same attempt or within the grace window: the same successor again.
    case repeated(IssuedTokens)
    /// The token had been replaced a moment ago for a client that sends no attempt ids and got no answer: a new successor.
    ///
    /// The successor before it is dead: who presents it ends the session.
    case replaced(IssuedTokens)
    /// No tokens and no end: a late copy of a request whose client has moved on; what the client has stored meanwhile is newer.
    case superseded
    /// No tokens and no end: the session is bound to a key that the refresh did not prove (RFC 9449 §5).
    case unproven
    /// No tokens; the client has to sign in again (RFC 6749 §5.2 `invalid_grant`).
    case refused(RefreshRefusal)
}

/// Why a refresh was refused.
public struct RefreshRefusal: Sendable, Hashable {
    /// Why, as a word.
    public enum Cause: Sendable, Hashable {
        /// It is no refresh token of this server.
        case malformedToken
        /// The session is not known (any more).
        case unknownSession
        /// The session has ended.
        case ended(SessionEndCause)

        /// The public word.
        public var text: String {
            switch self {
            case .malformedToken: "malformed_token"
            case .unknownSession: "unknown_session"
            case .ended(let cause): cause.rawValue
            }
        }
    }

    /// Why.
    public let reason: Cause
    /// The session, when there is one.
    public let sessionID: SessionID?

    /// Why, as the public word: `malformed_token`, `unknown_session` or a `SessionEndCause`.
    public var cause: String { reason.text }

    /// One sentence for the person.
    public var detail: String {
        switch reason {
        case .malformedToken: "This is not a refresh token of this server. Sign in again."
        case .unknownSession: "The server no longer knows this session. Sign in again."
        case .ended(let cause): cause.sentence
        }
    }
}

/// What happens when a refresh token comes back that has been replaced.
public enum RefreshPolicy: String, Sendable, Hashable, CaseIterable {
    /// Within the grace window it gets the same successor; after it, a client without attempt ids gets a new one for a while, three
    /// times in 16 steps. Anything else ends the session.
    case grace
    /// Only the same attempt gets the same successor, and a bound session with the proof of its key; anything else ends the session.
    case strict
    /// Nothing ends, and nothing but the good token makes a step; what would have been called reuse is written to the audit trail.
    /// For roll-outs.
    case observe
}
