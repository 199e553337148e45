/// The sessions whose tokens the generator holds.
///
/// A session is in use by one request at a time, as by a client that follows the rules.
struct Sessions {
    /// Refresh tokens, those that have waited longest first.
    private var line: [String]
    private var first = 0
    /// Refresh tokens of sessions that a sign-in began; they are signed out again.
    private var begun: [String] = []
    /// Access tokens of sessions that are not signed out while they are here.
    private(set) var access: [String] = []
    private var nextAccess = 0

    private static let accessLimit = 2048

    /// The sessions of these tokens, shuffled, so that neighbours in the file do not come one after the other.
    init(_ tokens: [String], _ random: inout SeededRandom) {
        line = tokens.shuffled(using: &random)
    }

    /// The token that has waited longest; it is given back by ``refreshed(_:access:)`` or ``returned(_:)``.
    mutating func takeForRefresh() -> String? {
        guard first < line.count else { return nil }
        defer { first += 1 }
        if first > 65_536, first > line.count / 2 {
            line.removeFirst(first)
            first = 0
        }
        return line[first]
    }

    mutating func refreshed(_ token: String, access: String) {
        line.append(token)
        remember(access: access)
    }

    /// The request has not been answered: the token is still good, or its successor is given again.
    mutating func returned(_ token: String) { line.append(token) }

    mutating func began(_ token: String) { begun.append(token) }

    mutating func takeForLogout() -> String? { begun.popLast() }

    /// An access token of a session that lives.
    mutating func nextAccessToken() -> String? {
        guard !access.isEmpty else { return nil }
        nextAccess = (nextAccess + 1) % access.count
        return access[nextAccess]
    }

    /// The refresh tokens that are good now.
    var remaining: ArraySlice<String> { line[first...] }

    private mutating func remember(access token: String) {
        if access.count < Self.accessLimit {
            access.append(token)
        } else {
            access[line.count % Self.accessLimit] = token
        }
    }
}
