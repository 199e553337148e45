import Synchronization
public import TesseraJOSE
public import TesseraOAuth

/// Looks tokens' statuses up for a program that runs once: each status list is fetched and verified when it is first
/// needed, with keys that are at hand.
///
/// A server uses `RemoteStatusSource`, which keeps its lists up to date.
public final class StatusLookup: StatusSource {
    private let fetch: StatusListFetch
    private let issuer: String
    private let kept = Mutex<[String: Kept]>([:])

    private enum Kept: Sendable {
        case asking(Task<Void, Never>)
        case list(StatusList)
        case unavailable(String)
    }

    /// Makes the lookup.
    ///
    /// Nothing is fetched yet.
    /// - Parameters:
    ///   - issuer: The issuer's identifier; only lists whose address lies under it are fetched.
    ///   - keys: The issuer's keys, which verify its lists.
    ///   - transport: How the issuer is spoken to.
    ///   - now: The current time in seconds since 1970-01-01T00:00:00Z.
    public init(
        issuer: String,
        keys: VerificationKeySet,
        transport: any KeySetTransport = HTTPClientTransport.shared,
        now: @escaping @Sendable () -> Int64 = { SystemTime.seconds() }
    ) {
        self.issuer = issuer
        fetch = StatusListFetch(
            issuer: issuer,
            keys: StaticKeySet(keys),
            transport: transport,
            policy: .standard,
            now: now
        )
    }

    /// The status of a token from a list that was fetched before.
    /// - Parameter reference: Where the token's status stands.
    /// - Returns: What the list says; `unknown` when it wasn't fetched or can't be had.
    public func status(of reference: StatusReference) -> StatusFinding {
        guard IssuerAddress(reference.uri, under: issuer) != nil else { return .foreign }
        guard case .list(let list) = kept.withLock({ $0[reference.uri] }) else { return .unknown }
        return list.status(at: reference.index).map { .known($0) } ?? .foreign
    }

    /// The status of a token, from the issuer when its list wasn't asked for before.
    /// - Parameter reference: Where the token's status stands.
    /// - Returns: What is known now.
    public func refreshedStatus(of reference: StatusReference) async -> StatusFinding {
        let finding = status(of: reference)
        guard finding == .unknown else { return finding }
        let uri = reference.uri
        let flight = kept.withLock { kept -> Task<Void, Never>? in
            switch kept[uri] {
            case .asking(let flight): return flight
            case .list, .unavailable: return nil
            case nil:
                // One for all who ask, bounded in time by the policy.
                let flight = Task { await self.ask(uri) }
                kept[uri] = .asking(flight)
                return flight
            }
        }
        await flight?.value
        return status(of: reference)
    }

    private func ask(_ uri: String) async {
        let outcome: Kept =
            switch await fetch.run(uri, entityTag: nil) {
            case .list(let token, _): .list(token.list)
            case .unchanged: .unavailable("unchanged")
            case .failed(let reason): .unavailable(reason)
            }
        kept.withLock { $0[uri] = outcome }
    }

    /// Why a list can't be had, in words that are safe to show.
    /// - Parameter uri: The list's address.
    /// - Returns: The reason; `nil` for a list that is at hand or wasn't asked for.
    public func failure(of uri: String) -> String? {
        guard case .unavailable(let reason) = kept.withLock({ $0[uri] }) else { return nil }
        return reason
    }
}
