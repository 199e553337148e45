import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import TesseraJOSE

/// A server's HTTP API as a client sees it.
struct API: Sendable {
    /// The address before every path.
    let address: String
    let client: HTTPClient

    /// Makes a client, lets `body` use it, and closes its connections in any case.
    static func with<Result>(_ address: String, _ body: (API) async throws -> Result) async throws -> Result {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.timeout = .init(connect: .seconds(10), read: .seconds(60))
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        do {
            let result = try await body(API(address: address, client: client))
            try await client.shutdown()
            return result
        } catch {
            try? await client.shutdown()
            throw error
        }
    }

    /// Sends a request and reads the whole answer.
    ///
    /// - Parameters:
    ///   - method: The method.
    ///   - path: The path, with its query.
    ///   - body: What is sent as `application/json`.
    ///   - token: The access token that is sent.
    ///   - headers: More headers.
    /// - Throws: What the connection throws. Every status is an answer.
    func send(
        _ method: HTTPMethod,
        _ path: String,
        _ body: JSONValue? = nil,
        token: String? = nil,
        headers: [String: String] = [:]
    ) async throws -> Answer {
        var request = HTTPClientRequest(url: address + path)
        request.method = method
        if let body {
            request.headers.add(name: "Content-Type", value: "application/json")
            request.body = .bytes(ByteBuffer(bytes: body.serialized()))
        }
        if let token { request.headers.add(name: "Authorization", value: "Bearer \(token)") }
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        let response = try await client.execute(request, timeout: .seconds(60))
        let bytes = try await response.body.collect(upTo: 10_000_000)
        return Answer(
            status: Int(response.status.code),
            headers: response.headers,
            text: String(buffer: bytes)
        )
    }
}

/// A password that is good everywhere in these tests.
let goodPassword = "correct horse battery staple"

extension API {
    /// Registers an account that must be new.
    func register(_ userName: String) async throws -> Answer {
        try await send(
            .POST,
            "/auth/register",
            ["user_name": .string(userName), "password": .string(goodPassword)]
        )
    }

    /// Logs in with the good password.
    func logIn(_ userName: String) async throws -> Answer {
        try await send(.POST, "/auth/login", ["identifier": .string(userName), "password": .string(goodPassword)])
    }

    /// Registers and logs in.
    /// - Throws: `NeverHappened` unless both succeed.
    func newSession(_ userName: String) async throws -> Tokens {
        let registered = try await register(userName)
        guard registered.status == 201 else {
            throw NeverHappened(description: "\(userName) was registered\n\(registered)")
        }
        return try await session(userName)
    }

    /// Logs in.
    /// - Throws: `NeverHappened` unless that succeeds.
    func session(_ userName: String) async throws -> Tokens {
        let answer = try await logIn(userName)
        guard answer.status == 200 else { throw NeverHappened(description: "\(userName) was logged in\n\(answer)") }
        return try Tokens(answer)
    }

    /// The ids of all accounts, as the administrator's list shows them page by page.
    func accountIDs(_ token: String) async throws -> Set<String> {
        var ids: Set<String> = []
        var cursor: String?
        repeat {
            let answer = try await send(
                .GET,
                "/admin/users?limit=200" + (cursor.map { "&after=\($0)" } ?? ""),
                token: token
            )
            guard let page = try answer.json["users"]?.array else {
                throw NeverHappened(description: "the list of accounts was answered\n\(answer)")
            }
            ids.formUnion(page.compactMap { $0["id"]?.string })
            cursor = try answer.json["next"]?.string
        } while cursor != nil
        return ids
    }

    /// Exchanges a refresh token.
    func refresh(_ token: String, attempt: String? = nil) async throws -> Answer {
        try await send(
            .POST,
            "/auth/refresh",
            ["refresh_token": .string(token)],
            headers: attempt.map { ["Tessera-Attempt": $0] } ?? [:]
        )
    }
}

/// The tokens of an answer of RFC 6749 §5.1.
struct Tokens: Sendable {
    let access: String
    let refresh: String
    let sessionID: String

    /// - Throws: `NeverHappened` when a member is missing.
    init(_ answer: Answer) throws {
        access = try answer.string("access_token")
        refresh = try answer.string("refresh_token")
        sessionID = try answer.string("session_id")
    }
}
