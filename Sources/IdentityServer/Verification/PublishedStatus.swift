import Identity
import TesseraOAuth
import TesseraVerifier

/// Gives the verifier this process's own status lists, from memory: the server verifies with what it ships.
struct PublishedStatus: StatusSource {
    let status: StatusService

    func status(of reference: StatusReference) -> StatusFinding {
        guard let isRevoked = status.isRevoked(reference) else { return .unknown }
        let found: TokenStatus = isRevoked ? .invalid : .valid
        return status.isCurrent ? .known(found) : .stale(found)
    }

    /// Asks the database: the list may be one that another server began, or the last reading too long ago.
    func refreshedStatus(of reference: StatusReference) async -> StatusFinding {
        do {
            try await status.catchUp()
        } catch {
            return status(of: reference)
        }
        return status.isRevoked(reference) == nil ? .foreign : status(of: reference)
    }
}
