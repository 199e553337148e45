import Crypto
import Foundation
import TesseraJOSE
import TesseraTesting
import Testing

@testable import TesseraVerifier

/// A client's key, and proofs as good or bad as a test wants them (RFC 9449 §4.2).
struct ProofMaker {
    static let uri = TestIssuer.audience + "/notes"

    private let maker: ProofKey
    var key: SigningKey { maker.key }
    var thumbprint: String { maker.thumbprint }

    init(_ algorithm: SignatureAlgorithm = .es256) throws {
        maker = try ProofKey(algorithm)
    }

    /// Claims with which a proof is accepted for `GET` of the URI.
    static func claims(token: String? = nil, jti: String = UUID().uuidString) -> JSONObject {
        var claims: JSONObject = [
            "jti": .string(jti), "htm": "GET", "htu": .string(uri), "iat": .integer(TestIssuer.now),
        ]
        if let token { claims["ath"] = .string(hash(token)) }
        return claims
    }

    static func hash(_ token: String) -> String { ProofKey.hash(of: token) }

    func proof(
        token: String? = nil,
        type: String = "dpop+jwt",
        _ change: (inout JSONObject) -> Void = { _ in }
    ) throws -> String {
        try maker.proof("GET", Self.uri, token: token, at: TestIssuer.now, type: type, change)
    }

    /// A proof whose header is changed, and the signature right for ES256.
    func proof(header change: (inout JSONObject) -> Void) throws -> String {
        let jwk = try #require(key.publicKey).json(includingPrivateKey: false)
        var header: JSONObject = ["typ": "dpop+jwt", "alg": "ES256", "jwk": jwk]
        change(&header)
        return try signed(header: JSONValue.object(header).serialized())
    }

    /// A proof with any bytes as header and payload, signed by ES256.
    func signed(header: [UInt8], payload: [UInt8] = JSONValue.object(Self.claims()).serialized()) throws -> String {
        let content = Base64URL.encode(header) + "." + Base64URL.encode(payload)
        let secret = try #require(key.jsonWebKey.json(includingPrivateKey: true)["d"]?.string.flatMap(Base64URL.decode))
        let signature = try P256.Signing.PrivateKey(rawRepresentation: secret).signature(for: Data(content.utf8))
        return content + "." + Base64URL.encode(Array(signature.rawRepresentation))
    }

    /// What a request shows, `GET` of the URI unless said otherwise.
    static func presented(_ proofs: String..., method: String = "GET", uri: String = uri) -> PresentedProof {
        PresentedProof(values: proofs, method: method, uri: uri)
    }
}

/// The rule by which a proof is refused; nil when it is accepted.
func rule(_ verifier: DPoPVerifier, _ presented: PresentedProof) -> DPoPRule? {
    do {
        _ = try verifier.verify(presented)
        return nil
    } catch {
        return error.rule
    }
}
