import Crypto
import CryptoExtras
import Foundation
import JWTKit
import TesseraJOSE

/// The claims of an access token, as a user of JWTKit declares them.
struct PeerClaims: JWTPayload {
    var iss: IssuerClaim
    var sub: SubjectClaim
    var aud: AudienceClaim
    var exp: ExpirationClaim
    var iat: IssuedAtClaim
    var jti: IDClaim
    var client_id: String
    var sid: String
    var scope: String

    func verify(using algorithm: some JWTAlgorithm) async throws { try exp.verifyNotExpired() }

    static let sample = PeerClaims(
        iss: "https://login.example.com",
        sub: "5f0c2b1e-7d34-4b57-9f10-2a6c81d0e4b3",
        aud: "https://api.example.com",
        exp: ExpirationClaim(value: .init(timeIntervalSince1970: 4_000_000_000)),
        iat: IssuedAtClaim(value: .init(timeIntervalSince1970: 1_800_000_000)),
        jti: "b6f1c9d2a7e84f05",
        client_id: "web",
        sid: "0d9a7c44-1f5e-4a86-8d3b-6e2f90b1c7a5",
        scope: "notes:read notes:write"
    )
}

/// The same claims with a status, as a user of JWTKit declares them.
struct PeerStatusClaims: JWTPayload {
    struct Status: Codable, Sendable {
        struct List: Codable, Sendable {
            var idx: Int
            var uri: String
        }

        var status_list: List
    }

    struct Confirmation: Codable, Sendable {}

    var iss: IssuerClaim
    var sub: SubjectClaim
    var aud: AudienceClaim
    var exp: ExpirationClaim
    var iat: IssuedAtClaim
    var jti: IDClaim
    var client_id: String
    var sid: String
    var scope: String
    var status: Status
    var cnf: Confirmation?

    func verify(using algorithm: some JWTAlgorithm) async throws { try exp.verifyNotExpired() }
}

/// JWTKit with the same key.
struct Peer {
    let keys = JWTKeyCollection()
    let keyID: JWKIdentifier

    init(_ key: SigningKey) async throws {
        keyID = JWKIdentifier(string: key.keyID)
        let json = key.jsonWebKey.json(includingPrivateKey: true)
        func number(_ name: String) throws -> [UInt8] { try RawCalls.bytes(json[name]?.string ?? "") }
        func rsa() throws -> JWTKit.Insecure.RSA.PrivateKey { try .init(backing: try key.rsaPrivateKey()) }

        switch key.algorithm {
        case .hs256:
            await keys.add(hmac: .init(key: .init(data: try number("k"))), digestAlgorithm: .sha256, kid: keyID)
        case .hs384:
            await keys.add(hmac: .init(key: .init(data: try number("k"))), digestAlgorithm: .sha384, kid: keyID)
        case .hs512:
            await keys.add(hmac: .init(key: .init(data: try number("k"))), digestAlgorithm: .sha512, kid: keyID)
        case .es256:
            let secret = try P256.Signing.PrivateKey(rawRepresentation: number("d"))
            await keys.add(ecdsa: try ES256PrivateKey(backing: secret), kid: keyID)
        case .es384:
            let secret = try P384.Signing.PrivateKey(rawRepresentation: number("d"))
            await keys.add(ecdsa: try ES384PrivateKey(backing: secret), kid: keyID)
        case .es512:
            let secret = try P521.Signing.PrivateKey(rawRepresentation: number("d"))
            await keys.add(ecdsa: try ES512PrivateKey(backing: secret), kid: keyID)
        case .eddsa:
            let secret = try Curve25519.Signing.PrivateKey(rawRepresentation: number("d"))
            await keys.add(eddsa: EdDSA.PrivateKey(backing: secret), kid: keyID)
        case .rs256: await keys.add(rsa: try rsa(), digestAlgorithm: .sha256, kid: keyID)
        case .rs384: await keys.add(rsa: try rsa(), digestAlgorithm: .sha384, kid: keyID)
        case .rs512: await keys.add(rsa: try rsa(), digestAlgorithm: .sha512, kid: keyID)
        case .ps256: await keys.add(pss: try rsa(), digestAlgorithm: .sha256, kid: keyID)
        case .ps384: await keys.add(pss: try rsa(), digestAlgorithm: .sha384, kid: keyID)
        case .ps512: await keys.add(pss: try rsa(), digestAlgorithm: .sha512, kid: keyID)
        }
    }

    func sign() async throws -> String { try await keys.sign(PeerClaims.sample, kid: keyID) }

    func verify(_ token: String) async throws -> PeerClaims { try await keys.verify(token, as: PeerClaims.self) }
}
