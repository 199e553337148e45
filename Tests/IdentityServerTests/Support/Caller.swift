import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import TesseraJOSE
import Testing

@testable import IdentityServer

/// What a sign-in or a refresh answered.
struct Tokens: Sendable {
    let access: String
    let refresh: String
    let session: String

    init(_ answer: TestResponse) throws {
        let json = try answer.json
        access = try #require(json["access_token"]?.string)
        refresh = json["refresh_token"]?.string ?? ""
        session = try #require(json["session_id"]?.string)
    }

    /// The header that carries the access token.
    var bearer: HTTPFields { [.authorization: "Bearer \(access)"] }
}

/// Calls the server as a client would.
struct Caller: Sendable {
    let client: any TestClientProtocol

    func call(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ json: JSONValue? = nil,
        _ headers: HTTPFields = [:]
    ) async throws -> TestResponse {
        var headers = headers
        if json != nil, headers[.contentType] == nil { headers[.contentType] = "application/json" }
        let body = json.map { ByteBuffer(bytes: $0.serialized()) }
        return try await client.executeRequest(uri: path, method: method, headers: headers, body: body)
    }

    func get(_ path: String, _ headers: HTTPFields = [:]) async throws -> TestResponse {
        try await call(.get, path, nil, headers)
    }

    func post(_ path: String, _ json: JSONValue? = nil, _ headers: HTTPFields = [:]) async throws -> TestResponse {
        try await call(.post, path, json, headers)
    }

    /// Sends bytes as they are.
    func send(
        _ method: HTTPRequest.Method,
        _ path: String,
        bytes: [UInt8],
        _ headers: HTTPFields = [:]
    ) async throws -> TestResponse {
        try await client.executeRequest(uri: path, method: method, headers: headers, body: ByteBuffer(bytes: bytes))
    }

    @discardableResult
    func register(_ userName: String = "ada") async throws -> JSONValue {
        let answer = try await post(
            "/auth/register",
            [
                "user_name": .string(userName), "email": .string("\(userName)@example.com"),
                "password": .string(TestServer.password),
            ]
        )
        try #require(answer.status == .created)
        return try answer.json
    }

    func login(_ userName: String = "ada") async throws -> Tokens {
        let answer = try await post(
            "/auth/login",
            ["identifier": .string(userName), "password": .string(TestServer.password)]
        )
        try #require(answer.status == .ok)
        return try Tokens(answer)
    }

    func registerAndLogin(_ userName: String = "ada") async throws -> Tokens {
        try await register(userName)
        return try await login(userName)
    }
}

extension TestResponse {
    var bytes: [UInt8] { Array(buffer: body) }
    var text: String { String(buffer: body) }

    var json: JSONValue {
        get throws { try JSONValue(parsing: bytes) }
    }
}

/// Expects a problem document with `code`, whole and with the table's status.
func expectProblem(
    _ answer: TestResponse,
    _ code: ProblemCode,
    field: String? = nil,
    cause: String? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
) throws {
    #expect(answer.status == ProblemTable.row(code).status, "\(answer.text)", sourceLocation: sourceLocation)
    #expect(answer.headers[.contentType] == "application/problem+json", sourceLocation: sourceLocation)
    #expect(answer.headers[.cacheControl] == "no-store", sourceLocation: sourceLocation)
    let json = try answer.json
    #expect(json["error"]?.string == code.rawValue, sourceLocation: sourceLocation)
    #expect(json["type"]?.string == TestServer.issuer + "/docs#error-" + code.rawValue, sourceLocation: sourceLocation)
    #expect(json["title"]?.string == ProblemTable.row(code).title, sourceLocation: sourceLocation)
    #expect(json["status"]?.integer == Int64(answer.status.code), sourceLocation: sourceLocation)
    #expect(json["detail"]?.string?.isEmpty == false, sourceLocation: sourceLocation)
    #expect(json["request_id"]?.string == answer.headers[.requestID], sourceLocation: sourceLocation)
    if let field { #expect(json["field"]?.string == field, sourceLocation: sourceLocation) }
    if let cause { #expect(json["cause"]?.string == cause, sourceLocation: sourceLocation) }
    if answer.status == .unauthorized {
        #expect(answer.headers[.wwwAuthenticate]?.hasPrefix("Bearer ") == true, sourceLocation: sourceLocation)
    }
}
