import Foundation
import NIOHTTP1
import TesseraJOSE
import TesseraTesting

/// A client's key against a real server, by the wall clock.
extension ProofKey {
    /// The headers of a request: the proof, and the access token if there is one.
    func headers(
        _ method: HTTPMethod,
        _ url: String,
        token: String? = nil,
        nonce: String? = nil
    ) throws -> [String: String] {
        let now = Int64(Date().timeIntervalSince1970)
        let proof = try self.proof(method.rawValue, url, token: token, nonce: nonce, at: now)
        return ["DPoP": proof].merging(token.map { ["Authorization": "DPoP \($0)"] } ?? [:]) { $1 }
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
