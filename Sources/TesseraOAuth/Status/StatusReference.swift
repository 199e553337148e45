/// Where a token's status stands: the claim `status.status_list` (draft-ietf-oauth-status-list, "Referenced Token").
public struct StatusReference: Sendable, Hashable {
    /// The list's address, `uri`.
    public let uri: String
    /// The entry's number, `idx`, beginning with 0.
    public let index: Int

    /// Makes a reference.
    /// - Parameters:
    ///   - uri: The list's address.
    ///   - index: The entry's number, beginning with 0.
    public init(uri: String, index: Int) {
        self.uri = uri
        self.index = index
    }
}
