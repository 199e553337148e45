/// What a status source knows, behind its one lock.
extension RemoteStatusSource {
    struct State: Sendable {
        var lists: StatusLists
        var flights: [String: Flight] = [:]
        var stream: StatusStream
        var endpoints: PushEndpoints?
        var confirmation: PendingConfirmation?

        /// Applies an event.
        mutating func apply(_ effect: StatusStream.Effect, at now: Duration, seconds: Int64) {
            switch effect {
            case .began(let isResumed, let confirmation):
                lists.streamBegan(isResumed: isResumed, at: now)
                confirm(PendingConfirmation(confirmation, needsKeys: !isResumed))
            case .invalidate(let uri, let indices):
                lists.invalidate(uri, indices, seconds: seconds)
            case .revokeKey(let keyID, let confirmation):
                lists.distrust(keyID: keyID)
                confirm(PendingConfirmation(confirmation, needsKeys: false))
            }
        }

        private mutating func confirm(_ next: PendingConfirmation) {
            confirmation = confirmation?.followed(by: next) ?? next
        }
    }
}
