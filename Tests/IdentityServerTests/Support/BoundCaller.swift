import HTTPTypes
import HummingbirdTesting
import TesseraHummingbird
import TesseraJOSE
import TesseraTesting
import Testing

@testable import IdentityServer

extension ProofKey {
    /// A proof for a request to this server.
    func proof(
        _ method: HTTPRequest.Method,
        _ path: String,
        base: String = TestServer.issuer,
        token: String? = nil,
        nonce: String? = nil,
        at seconds: Int64 = ManualClock.beginning,
        id: String? = nil
    ) throws -> String {
        try proof(method.rawValue, base + path, token: token, nonce: nonce, at: seconds, id: id)
    }
}

/// A client whose sessions are bound to a key: it keeps the nonce, as a browser's client does.
struct BoundCaller: Sendable {
    let caller: Caller
    let key: ProofKey
    let nonce: String

    /// Asks for a nonce by a proof without one.
    init(_ caller: Caller, key: ProofKey? = nil) async throws {
        self.caller = caller
        self.key = try key ?? ProofKey()
        let answer = try await caller.post(
            "/auth/login",
            ["identifier": "ada", "password": .string(TestServer.password)],
            [.dpop: self.key.proof(.post, "/auth/login")]
        )
        try expectProblem(answer, .useDPoPNonce, field: "DPoP")
        nonce = try #require(answer.headers[.dpopNonce])
    }

    func login(_ more: JSONObject = [:], _ headers: HTTPFields = [:]) async throws -> TestResponse {
        var body: JSONObject = ["identifier": "ada", "password": .string(TestServer.password)]
        for (name, value) in more { body[name] = value }
        var headers = headers
        headers[.dpop] = try key.proof(.post, "/auth/login", nonce: nonce)
        return try await caller.post("/auth/login", .object(body), headers)
    }

    func refresh(_ token: String, proof: String? = nil, _ headers: HTTPFields = [:]) async throws -> TestResponse {
        var headers = headers
        headers[.dpop] = try proof ?? key.proof(.post, "/auth/refresh", nonce: nonce)
        return try await caller.post("/auth/refresh", ["refresh_token": .string(token)], headers)
    }

    /// The headers of a protected request.
    func headers(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ token: String,
        key: ProofKey? = nil
    ) throws -> HTTPFields {
        let proof = try (key ?? self.key).proof(method, path, token: token, nonce: nonce)
        return [.authorization: "DPoP \(token)", .dpop: proof]
    }

    func get(_ path: String, _ token: String) async throws -> TestResponse {
        try await caller.get(path, headers(.get, path, token))
    }
}
