/// Where an issuer pushes, and where it wants to hear what has been applied.
struct PushEndpoints: Sendable, Hashable {
    /// The stream of events, this verifier's name included.
    let events: String
    /// Where events are confirmed, if anywhere.
    let confirmations: String?

    /// Reads the issuer's metadata; `nil` when it has no stream of events of its own.
    init?(_ metadata: IssuerMetadata, issuer: String, verifierName: String?) {
        guard let events = metadata.ownEndpoint("status_events_endpoint", of: issuer)?.text else { return nil }
        self.events = verifierName.map { "\(events)?verifier=\($0)" } ?? events
        confirmations = metadata.ownEndpoint("status_confirmation_endpoint", of: issuer)?.text
    }
}
