import Logging
import Synchronization
import TesseraJOSE

/// Telling the issuer what has been applied, so that its operator can see that a revoked key is trusted nowhere.
extension RemoteStatusSource {
    /// Confirms whatever has been applied, as long as its connection lasts.
    /// - Parameters:
    ///   - applied: Says when there is something new.
    ///   - address: Where to; an issuer without such an endpoint isn't told.
    func confirm(_ applied: AsyncStream<Void>, at address: String?) async {
        for await _ in applied {
            var failures = 0
            while let pending = state.withLock({ $0.confirmation }) {
                if await confirm(pending, at: address) {
                    failures = 0
                } else {
                    failures += 1
                    guard await pause(policy.retryInterval(afterFailures: failures)) else { return }
                }
            }
        }
    }

    /// - Returns: Whether that is done, or can't be done any more.
    private func confirm(_ pending: PendingConfirmation, at address: String?) async -> Bool {
        if pending.needsKeys {
            // A revocation may have been missed: the newest key set is what "applied" means.
            do {
                try await keys.refetch()
            } catch {
                return false
            }
            state.withLock { $0.confirmation?.keysAreFetched() }
        }
        if let address {
            let body: JSONValue = [
                "stream": .string(pending.confirmation.stream), "id": .string(pending.confirmation.id),
            ]
            guard let status = try? await transport.post(body.serialized(), to: address, timeout: policy.timeout),
                status < 500
            else { return false }
            if status >= 300 {
                logger?.warning("status confirmation refused", metadata: ["status": "\(status)"])
            }
        }
        state.withLock { state in
            if state.confirmation?.confirmation == pending.confirmation { state.confirmation = nil }
        }
        return true
    }
}
