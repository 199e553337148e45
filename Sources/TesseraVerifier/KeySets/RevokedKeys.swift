/// The keys that their issuer has revoked by push.
///
/// A bounded memory: an issuer that revokes more than a thousand keys pushes out the oldest, which no cached key set
/// lists any more.
struct RevokedKeys: Sendable {
    static let maximum = 1000

    /// Their identifiers, the oldest first.
    private(set) var keyIDs: [String] = []

    /// Whether a key has been revoked.
    func contains(_ keyID: String) -> Bool { keyIDs.contains(where: keyID.isIdentical) }

    /// Remembers a key.
    mutating func insert(_ keyID: String) {
        guard !contains(keyID) else { return }
        if keyIDs.count == Self.maximum { keyIDs.removeFirst() }
        keyIDs.append(keyID)
    }
}
