// TesseraOAuth owns the words of OAuth 2 as values: scopes, error codes, the bearer challenge, the bodies of the token
// endpoint's answers. It knows their grammar and their spelling. It never does I/O, never reads or writes JSON,
// and imports nothing, so that servers, verifiers and clients can all speak with the same values.

/// A set of scope tokens: what an access token permits (RFC 6749 §3.3).
///
/// Tokens are unique and keep the order in which they were given; the order has no meaning, so two scopes with the
/// same tokens are equal. An empty scope (`Scope.empty`) permits nothing and has no text form on the wire.
public struct Scope: Sendable {
    /// The scope tokens, each once, in the order of their first appearance.
    public let tokens: [String]

    /// The scope that permits nothing.
    public static let empty = Scope(unique: [])

    /// Reads a scope as it stands in a request, an answer or a claim: tokens separated by single spaces.
    ///
    /// Implements `scope = scope-token *( SP scope-token )` of RFC 6749 §3.3. A token that is repeated counts once.
    /// - Parameter text: The `scope` parameter's value.
    /// - Throws: `ScopeError.emptyToken` for an empty text, a leading, trailing or doubled space;
    ///   `ScopeError.invalidCharacter` for a byte outside the token alphabet.
    public init(parsing text: String) throws(ScopeError) {
        var tokens: [String] = []
        tokens.reserveCapacity(4)
        var rest = Substring(text)
        while true {
            let end = rest.utf8.firstIndex(of: UInt8(ascii: " "))
            let token = rest[..<(end ?? rest.endIndex)]
            try Self.validate(token.utf8)
            tokens.append(String(token))
            guard let end else { break }
            rest = rest[rest.utf8.index(after: end)...]
        }
        self.init(unique: Self.unique(tokens))
    }

    /// Makes a scope of single tokens.
    /// - Parameter tokens: The tokens; may be empty; repeated ones count once.
    /// - Throws: `ScopeError.emptyToken` for `""`; `ScopeError.invalidCharacter` for a byte outside RFC 6749 §3.3's
    ///   token alphabet, the space included.
    public init(_ tokens: [String]) throws(ScopeError) {
        for token in tokens {
            try Self.validate(token.utf8)
        }
        self.init(unique: Self.unique(tokens))
    }

    private init(unique tokens: [String]) {
        self.tokens = tokens
    }

    /// The tokens joined by single spaces, as RFC 6749 §3.3 writes them; empty for the empty scope.
    public var text: String { tokens.joined(separator: " ") }

    /// Whether the scope permits nothing.
    public var isEmpty: Bool { tokens.isEmpty }

    /// Whether a token belongs to the scope.
    ///
    /// Tokens are case-sensitive (RFC 6749 §3.3).
    /// - Parameter token: The scope token to look for.
    /// - Returns: `true` when it is one of `tokens`.
    public func contains(_ token: String) -> Bool { tokens.contains(token) }

    /// Whether every token of this scope belongs to another one, as a narrowed scope must (RFC 6749 §6).
    /// - Parameter other: The scope that may be wider.
    /// - Returns: `true` when `other` permits all that this scope permits.
    public func isSubset(of other: Scope) -> Bool { tokens.allSatisfy(other.contains) }

    private static func validate(_ token: some Sequence<UInt8>) throws(ScopeError) {
        var isEmpty = true
        for byte in token {
            isEmpty = false
            guard isTokenByte(byte) else { throw .invalidCharacter }
        }
        if isEmpty { throw .emptyToken }
    }

    /// `%x21 / %x23-5B / %x5D-7E` (RFC 6749 §3.3): printable ASCII without space, `"` and `\`.
    private static func isTokenByte(_ byte: UInt8) -> Bool {
        byte > 0x20 && byte < 0x7F && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }

    private static func unique(_ tokens: [String]) -> [String] {
        // Few tokens are compared faster than hashed.
        if tokens.count <= 8 {
            let repeated = tokens.indices.contains { tokens[..<$0].contains(tokens[$0]) }
            if !repeated { return tokens }
        }
        var seen: Set<String> = []
        return tokens.filter { seen.insert($0).inserted }
    }
}

extension Scope: Hashable {
    /// Two scopes are equal when they hold the same tokens in any order (RFC 6749 §3.3).
    public static func == (one: Scope, other: Scope) -> Bool { Set(one.tokens) == Set(other.tokens) }

    /// Feeds the tokens to a hasher, without regard to their order.
    /// - Parameter hasher: The hasher to feed.
    public func hash(into hasher: inout Hasher) { hasher.combine(Set(tokens)) }
}

extension Scope: CustomStringConvertible {
    /// The scope's text form.
    public var description: String { text }
}
