import Identity

/// A refresh token as somebody holds it.
struct TokenCopy: Sendable, Equatable {
    let text: String
    let session: SessionID
    let generation: Int64
}

/// Who sends something.
enum Party: Sendable, Equatable {
    /// The device that the session belongs to.
    case owner
    /// Somebody who has a copy of its token.
    case thief
    /// Somebody at the server.
    case administrator
}

/// What is asked of the server; one object, however many copies the network makes of the message.
final class Request: @unchecked Sendable {
    enum Kind: Sendable {
        case signIn(account: Int, password: String, isCookie: Bool)
        case refresh(TokenCopy, attempts: [String])
        case signOut(TokenCopy)
        case signOutEverywhere(account: Int)
        case endSession(SessionID, account: Int)
        case changePassword(account: Int, from: String, to: String, keeping: SessionID?)
        case setPassword(account: Int, to: String)
        case disable(account: Int)
        case enable(account: Int)
        case rotateKey
        case revokeKey
        case maintain
    }

    let number: Int
    let kind: Kind
    let party: Party
    /// Who sends it, for the trace.
    let sender: String

    init(number: Int, kind: Kind, party: Party, sender: String) {
        self.number = number
        self.kind = kind
        self.party = party
        self.sender = sender
    }
}

/// One copy of a request that has reached the server.
final class Arrival: @unchecked Sendable {
    let request: Request
    let moment: Int64
    /// Whether its sender no longer waits for it, or another copy of it came before.
    let isOlderCopy: Bool
    /// The number of the commit that its write was part of.
    var commit: Int?
    /// What the look-up said, where a mistake on purpose makes one.
    var hasFound = false

    init(_ request: Request, at moment: Int64, isOlderCopy: Bool) {
        self.request = request
        self.moment = moment
        self.isOlderCopy = isOlderCopy
    }
}

/// What comes back.
enum Answer: Sendable {
    /// A sign-in or a refresh succeeded.
    case tokens(IssuedTokens)
    /// The same, the repetition of an earlier refresh.
    case repeatedTokens(IssuedTokens)
    /// The same, in the place of tokens that may never have arrived.
    case replacedTokens(IssuedTokens)
    /// A refresh was refused: the client has to sign in again.
    case refused(RefreshRefusal.Cause)
    /// A refresh came too late: it worked before, and its client has moved on.
    case superseded
    /// It was done.
    case done
    /// It was refused, and no session hangs on it.
    case denied(IdentityError.Code)
    /// Nothing is known: no connection, no answer in time, the server fails.
    case unknown
}
