import Crypto
import Foundation
import TesseraJOSE

@testable import tessera

/// An issuer that signs whatever is asked of it, by swift-crypto alone: tokens that no honest issuer would make.
struct WorkbenchIssuer: Sendable {
    static let now: Int64 = 1_795_464_930
    static let shared = WorkbenchIssuer()

    private let privateKey = P256.Signing.PrivateKey()

    /// The public key, as its key set has it.
    var key: JSONValue { key(kid: "key-1") }

    func key(kid: String?) -> JSONValue {
        let point = Array(privateKey.publicKey.rawRepresentation)
        var object: JSONObject = [
            "kty": "EC", "crv": "P-256", "x": .string(Base64URL.encode(point.prefix(32))),
            "y": .string(Base64URL.encode(point.suffix(32))), "alg": "ES256", "use": "sig",
        ]
        object["kid"] = kid.map { .string($0) }
        return .object(object)
    }

    var publicPEM: String { privateKey.publicKey.pemRepresentation }

    /// The claims of a good access token, with changes; `nil` removes one.
    static func claims(_ changes: [String: JSONValue?] = [:]) -> JSONValue {
        var claims: JSONObject = [
            "iss": "https://id.example.com", "sub": "account-1", "aud": ["https://api.example.com"],
            "client_id": "web", "jti": "token-1", "iat": .integer(now), "exp": .integer(now + 300),
            "scope": "notes:read",
        ]
        for (name, value) in changes { claims[name] = value }
        return .object(claims)
    }

    /// The header of a good access token, with changes; `nil` removes a parameter.
    static func header(_ changes: [String: JSONValue?] = [:]) -> JSONValue {
        var header: JSONObject = ["alg": "ES256", "typ": "at+jwt", "kid": "key-1"]
        for (name, value) in changes { header[name] = value }
        return .object(header)
    }

    func signature(over content: String) -> [UInt8] {
        (try? privateKey.signature(for: Data(content.utf8))).map { Array($0.rawRepresentation) } ?? []
    }

    /// Signs any bytes as header and payload.
    func token(header: [UInt8], payload: [UInt8]) -> String {
        signed(Base64URL.encode(header) + "." + Base64URL.encode(payload))
    }

    /// Signs any text as what stands before the signature.
    func signed(_ content: String) -> String {
        content + "." + Base64URL.encode(signature(over: content))
    }

    func token(_ header: JSONValue = WorkbenchIssuer.header(), _ claims: JSONValue = WorkbenchIssuer.claims()) -> String
    {
        token(header: header.serialized(), payload: claims.serialized())
    }

    func token(claims changes: [String: JSONValue?]) -> String { token(Self.header(), Self.claims(changes)) }

    func token(header changes: [String: JSONValue?]) -> String { token(Self.header(changes)) }

    func token(payload: String) -> String { token(header: Self.header().serialized(), payload: Array(payload.utf8)) }

    func token(headerText: String) -> String {
        token(header: Array(headerText.utf8), payload: Self.claims().serialized())
    }

    /// A judge of this issuer's access tokens.
    func judge(
        _ demands: TokenDemands = TokenDemands(
            issuer: "https://id.example.com",
            audience: "https://api.example.com",
            isAccessToken: true
        ),
        keys: JSONValue? = nil,
        algorithms: Set<SignatureAlgorithm> = [.es256, .eddsa, .rs256],
        now: Int64 = WorkbenchIssuer.now
    ) throws -> TokenJudge {
        let keys = keys ?? ["keys": [key]]
        return try TokenJudge(KeySetInput(keys), algorithms: algorithms, demands: demands, now: { now })
    }
}
