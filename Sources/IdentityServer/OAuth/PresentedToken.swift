import Identity

/// A token that a client asks about or wants ended, recognised by what it is.
///
/// `token_type_hint` (RFC 7009 §2.1) only makes a search faster, and there is none here: a refresh token says what it is by its
/// prefix, and everything else can only be an access token.
enum PresentedToken: Sendable {
    /// A refresh token, or what looks like one.
    case refresh(String)
    /// Anything else.
    case access(String)

    init(_ text: String) {
        self = text.hasPrefix(SessionService.refreshTokenPrefix) ? .refresh(text) : .access(text)
    }

    /// What a client must be permitted to do to ask about the token.
    var permissionToAsk: ClientPermission {
        switch self {
        case .access: .introspect
        case .refresh: .introspectRefresh
        }
    }
}
