import Foundation
import JWTKit

/// The same checks by JWTKit: what it has itself, and the rest as its users write it.
struct PeerAccessTokens {
    let peer: Peer
    let list = [UInt8](repeating: 0, count: 1 << 14)

    func verify(_ token: String) async throws -> PeerStatusClaims {
        let claims = try await peer.keys.verify(token, as: PeerStatusClaims.self)
        let now = Date()
        guard claims.iss.value == AccessTokens.issuer, claims.aud.value.contains(AccessTokens.audience),
            claims.client_id == "web" || claims.client_id == "notes", claims.iat.value <= now,
            !claims.sub.value.isEmpty, !claims.jti.value.isEmpty, claims.cnf == nil
        else { throw BenchmarkFailure("a claim was refused") }
        let status = claims.status.status_list
        guard status.uri == AccessTokens.list, status.idx / 8 < list.count,
            list[status.idx / 8] & (1 << (status.idx % 8)) == 0
        else { throw BenchmarkFailure("the status was refused") }
        return claims
    }
}
