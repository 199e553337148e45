import Crypto
import Foundation
import NIOHTTP1
import TesseraJOSE

/// A client's key, and the headers with which it proves it (RFC 9449 §4).
struct ProofKey: Sendable {
    private let key: SigningKey

    init() throws { key = try SigningKey.generate(.es256) }

    /// The headers of a request: the proof, and the access token if there is one.
    func headers(
        _ method: HTTPMethod,
        _ url: String,
        token: String? = nil,
        nonce: String? = nil
    ) throws -> [String: String] {
        var claims: JSONObject = [
            "jti": .string(UUID().uuidString), "htm": .string(method.rawValue), "htu": .string(url),
            "iat": .integer(Int64(Date().timeIntervalSince1970)),
        ]
        if let nonce { claims["nonce"] = .string(nonce) }
        var headers: [String: String] = [:]
        if let token {
            claims["ath"] = .string(Base64URL.encode(Array(SHA256.hash(data: Array(token.utf8)))))
            headers["Authorization"] = "DPoP \(token)"
        }
        headers["DPoP"] = try key.signEmbeddingKey(JSONValue.object(claims).serialized(), type: "dpop+jwt")
        return headers
    }

    /// Signs in and binds the session: the first answer gives the nonce, the second the tokens.
    /// - Throws: `NeverHappened` unless both come.
    func logIn(_ userName: String, at server: TesseraServer) async throws -> Answer {
        let login: JSONValue = ["identifier": .string(userName), "password": .string(goodPassword)]
        let url = server.api.address + "/auth/login"
        let first = try await server.api.send(.POST, "/auth/login", login, headers: headers(.POST, url))
        guard first.status == 400, try first.string("error") == "use_dpop_nonce",
            let nonce = first.headers.first(name: "DPoP-Nonce")
        else { throw NeverHappened(description: "a nonce was demanded\n\(first)") }
        let second = try await server.api.send(.POST, "/auth/login", login, headers: headers(.POST, url, nonce: nonce))
        guard second.status == 200 else { throw NeverHappened(description: "\(userName) logged in\n\(second)") }
        return second
    }
}
