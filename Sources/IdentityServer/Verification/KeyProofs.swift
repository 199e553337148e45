import Hummingbird
import Identity
import TesseraHummingbird
import TesseraVerifier
import WebValues

/// The proofs of possession that a sign-in and a refresh show (RFC 9449 §5): each demands a nonce of this server.
struct KeyProofs: Sendable {
    /// How clients know this server.
    let address: RequestAddress
    /// Sign-ins and refreshes have memories of their own, since anybody can fill that of sign-ins.
    private let signIns: DPoPVerifier
    private let refreshes: DPoPVerifier

    init(_ policy: DPoPPolicy, address: RequestAddress, now: @escaping @Sendable () -> Int64) {
        self.address = address
        signIns = DPoPVerifier(policy, now: now)
        refreshes = DPoPVerifier(policy, now: now)
    }

    /// The thumbprint of the key to which a sign-in asks to be bound; nil when it carries no proof.
    ///
    /// - Throws: ``Problem``: `invalid_dpop_proof`, `use_dpop_nonce`, `overloaded`.
    func keyOfSignIn(_ request: Request) throws -> String? {
        guard request.headers.contains(.dpop) else { return nil }
        do {
            return try signIns.verify(presented(by: request)).thumbprint
        } catch {
            throw Problem(error)
        }
    }

    /// What a refresh shows, which is also kept in `shown`.
    ///
    /// Nothing is thrown yet: a session that is bound to no key ignores a proof.
    func proofOfRefresh(_ request: Request, _ shown: inout RefreshProof) -> KeyProof {
        if request.headers.contains(.dpop) {
            do {
                shown = .key(try refreshes.verify(presented(by: request)).thumbprint)
            } catch {
                shown = .refused(error)
            }
        }
        return shown.keyProof
    }

    private func presented(by request: Request) -> PresentedProof {
        PresentedProof(
            values: request.headers[values: .dpop],
            method: request.method.rawValue,
            uri: address.uri(of: request) ?? ""
        )
    }
}

/// The proof of possession that a refresh shows.
enum RefreshProof: Sendable {
    /// None.
    case absent
    /// A good one, by the key with this thumbprint.
    case key(String)
    /// One that was refused.
    case refused(DPoPError)

    /// What it counts for.
    var keyProof: KeyProof {
        switch self {
        case .absent: .absent
        case .key(let thumbprint): .key(thumbprint)
        case .refused(let error): error.rule == .nonce || error.isTemporary ? .undecided : .refused
        }
    }

    /// Why it is not enough for a session that is bound to a key which it does not prove.
    var problem: Problem {
        switch self {
        case .absent: Problem(DPoPError(.missing))
        case .key: Problem(DPoPError(.binding))
        case .refused(let error): Problem(error)
        }
    }
}

extension RequestAddress {
    /// The server by its public URL; on loopback by every name of it, since a developer types any of them.
    static func ofServer(issuer: String) -> RequestAddress {
        guard let origin = WebOrigin(url: issuer) else { return .base(issuer) }
        let path = issuer.hasPrefix(origin.text) ? String(issuer.dropFirst(origin.text.count)) : ""
        return .base(issuer, others: origin.loopbackNames.map { $0.text + path })
    }
}

extension Problem {
    /// A refused proof of a sign-in or a refresh (RFC 9449 §5, §8).
    init(_ error: DPoPError) {
        switch error.rule {
        case .nonce: self.init(.useDPoPNonce, error.description, field: "DPoP")
        case .memory: self.init(.overloaded, error.description, retryAfter: 5)
        default: self.init(.invalidDPoPProof, error.description, field: "DPoP", cause: error.rule.rawValue)
        }
    }
}
