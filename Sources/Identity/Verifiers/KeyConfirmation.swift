/// A verifier, and whether it has confirmed that a signing key is revoked.
public struct KeyConfirmation: Sendable, Hashable {
    /// How it stands with the verifier.
    public enum State: String, Sendable, CaseIterable {
        /// It refuses what the key signed.
        case confirmed
        /// It came after the revocation, when the key was published no more.
        case connectedAfterwards = "connected_afterwards"
        /// It is connected and has not confirmed.
        case waiting
        /// Its transaction was lost before it confirmed: whether it knows is not known.
        case gone
    }

    /// The name that the verifier gave itself; nil when it gave none.
    public let name: String?
    /// The address that it connected from.
    public let address: String
    /// Since when it has been connected, or was when it was last seen.
    public let connectedAt: Timestamp
    /// When the transaction was lost; nil while it is connected.
    public let disconnectedAt: Timestamp?
    /// How it stands.
    public let state: State
    /// Milliseconds from the revocation to the confirmation, when it was there to be told.
    public let millisecondsToConfirm: Int64?

    /// How it stands with a verifier.
    ///
    /// - Parameters:
    ///   - name: the name that the verifier gave itself.
    ///   - address: the address that it connected from.
    ///   - connectedAt: since when it has been connected.
    ///   - disconnectedAt: when the transaction was lost.
    ///   - state: how it stands.
    ///   - millisecondsToConfirm: from the revocation to the confirmation.
    public init(
        name: String?,
        address: String,
        connectedAt: Timestamp,
        disconnectedAt: Timestamp?,
        state: State,
        millisecondsToConfirm: Int64?
    ) {
        self.name = name
        self.address = address
        self.connectedAt = connectedAt
        self.disconnectedAt = disconnectedAt
        self.state = state
        self.millisecondsToConfirm = millisecondsToConfirm
    }
}
