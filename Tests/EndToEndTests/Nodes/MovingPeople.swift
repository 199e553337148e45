import NIOHTTP1
import TesseraJOSE
import TesseraTesting
import Testing

/// People with sessions of every kind, who must not notice that their server's database moves.
struct MovingPeople: Sendable {
    /// Refreshed a moment ago.
    var living: Tokens
    /// Signed out.
    private let gone: Tokens
    /// Sent a refresh whose answer was lost.
    private var unlucky: (token: String, attempt: String, successor: String)
    /// Bound to a key.
    private var bound: (key: ProofKey, access: String, refresh: String, nonce: String)
    /// The keys as they are published.
    private let keys: JSONValue
    /// The bits of the first status list.
    private let statusList: JSONValue
    private var moves = 0

    /// Signs everybody in.
    init(_ server: TesseraServer) async throws {
        let api = server.api
        living = try Tokens(await api.refresh(api.newSession("living").refresh, attempt: "first"))
        gone = try await api.newSession("gone")
        let signedOut = try await api.send(.POST, "/auth/logout", ["refresh_token": .string(gone.refresh)])
        #expect(signedOut.status == 204, "\(signedOut)")
        let token = try await api.newSession("unlucky").refresh
        unlucky = (token, "lost-0", try await api.refresh(token, attempt: "lost-0").string("refresh_token"))
        _ = try await api.register("bound")
        let key = try ProofKey()
        let signedIn = try await key.logIn("bound", at: server)
        bound = (
            key, try signedIn.string("access_token"), try signedIn.string("refresh_token"),
            try #require(signedIn.headers.first(name: "DPoP-Nonce"))
        )
        keys = try await Self.keys(server)
        statusList = try await Self.statusList(server, of: living.access)
    }

    /// Everybody goes on with what they have, at a server on another database.
    mutating func goOn(at server: TesseraServer) async throws {
        let api = server.api
        moves += 1
        #expect(try await Self.keys(server) == keys, "the same keys are published")
        #expect(try await Self.statusList(server, of: living.access) == statusList, "the same bits are set")

        #expect(try await api.send(.GET, "/auth/me", token: living.access).status == 200)
        let refreshed = try await api.refresh(living.refresh, attempt: "move-\(moves)")
        #expect(refreshed.status == 200, "\(refreshed)")
        living = try Tokens(refreshed)

        #expect(try await api.send(.GET, "/auth/me", token: gone.access).status == 401)
        let refused = try await api.refresh(gone.refresh)
        #expect(try refused.status == 400 && refused.json["cause"] == "signed_out", "\(refused)")

        let repeated = try await api.refresh(unlucky.token, attempt: unlucky.attempt)
        #expect(try repeated.status == 200 && repeated.string("refresh_token") == unlucky.successor, "\(repeated)")
        let lost = "lost-\(moves)"
        let next = try await api.refresh(unlucky.successor, attempt: lost)
        unlucky = (unlucky.successor, lost, try next.string("refresh_token"))

        let url = api.address + "/auth/refresh"
        let body: JSONValue = ["refresh_token": .string(bound.refresh)]
        let bare = try await api.refresh(bound.refresh)
        #expect(try bare.status == 400 && bare.string("error") == "invalid_dpop_proof", "\(bare)")
        let proof = try bound.key.headers(.POST, url, nonce: bound.nonce)
        let proven = try await api.send(.POST, "/auth/refresh", body, headers: proof)
        #expect(try proven.status == 200 && proven.string("token_type") == "DPoP", "\(proven)")
        bound.refresh = try proven.string("refresh_token")
        if let nonce = proven.headers.first(name: "DPoP-Nonce") { bound.nonce = nonce }
        #expect(try await api.logIn("gone").status == 200, "whoever wants to can sign in")
    }

    private static func keys(_ server: TesseraServer) async throws -> JSONValue {
        try await server.api.send(.GET, "/.well-known/jwks.json").json
    }

    /// The bits in the list that a token names.
    private static func statusList(_ server: TesseraServer, of token: String) async throws -> JSONValue {
        let claims = TokenInspection(Array(token.utf8)).payload
        let uri = try #require(claims?["status"]?["status_list"]?["uri"]?.string)
        let path = try #require(uri.hasPrefix(server.issuer) ? String(uri.dropFirst(server.issuer.count)) : nil)
        let answer = try await server.api.send(.GET, path)
        return try #require(TokenInspection(Array(answer.text.utf8)).payload?["status_list"], "\(answer)")
    }
}
