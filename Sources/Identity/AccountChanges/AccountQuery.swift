/// Which accounts to list.
public struct AccountQuery: Sendable {
    /// Only accounts whose user name or e-mail address begins with this, without regard to case; nil for all.
    public let search: String?
    /// The cursor that the page before gave; nil for the first page.
    public let after: String?
    /// How many at the most, 1 to 200.
    public let limit: Int
    /// Only disabled (true) or only enabled (false) accounts; nil for both.
    public let disabled: Bool?

    /// A query with these limits.
    public init(search: String? = nil, after: String? = nil, limit: Int = 50, disabled: Bool? = nil) {
        self.search = search
        self.after = after
        self.limit = limit
        self.disabled = disabled
    }
}

/// One page of accounts, the oldest first.
public struct AccountPage: Sendable {
    /// The accounts of this page.
    public let accounts: [Account]
    /// The cursor for the next page; nil when this is the last.
    public let next: String?
}
