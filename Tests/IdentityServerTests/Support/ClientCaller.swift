import HTTPTypes
import HummingbirdTesting
import Identity
import TesseraJOSE
import TesseraOAuth
import Testing

@testable import IdentityServer

/// Calls `/oauth2/…` as a confidential client would.
struct ClientCaller: Sendable {
    let caller: Caller
    let id: String
    let secret: String

    /// The header of `client_secret_basic`.
    var basic: HTTPFields { [.authorization: "Basic " + Self.base64("\(id):\(secret)")] }

    /// A form as the client sends it.
    func post(
        _ path: String,
        _ parameters: [(String, String)],
        _ headers: HTTPFields? = nil
    ) async throws -> TestResponse {
        try await post(path, raw: Self.form(parameters), headers)
    }

    /// A body as it is.
    func post(_ path: String, raw: String, _ headers: HTTPFields? = nil) async throws -> TestResponse {
        var headers = headers ?? basic
        if headers[.contentType] == nil { headers[.contentType] = "application/x-www-form-urlencoded" }
        return try await caller.send(.post, path, bytes: Array(raw.utf8), headers)
    }

    func introspect(_ token: String, _ more: (String, String)...) async throws -> JSONValue {
        let answer = try await post("/oauth2/introspect", [("token", token)] + more)
        try #require(answer.status == .ok, "\(answer.text)")
        return try answer.json
    }

    func revoke(_ token: String, _ more: (String, String)...) async throws -> TestResponse {
        try await post("/oauth2/revoke", [("token", token)] + more)
    }

    static func form(_ parameters: [(String, String)]) -> String {
        parameters.map { "\(encoded($0))=\(encoded($1))" }.joined(separator: "&")
    }

    static func encoded(_ text: String) -> String {
        text.utf8.map { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
                return String(UnicodeScalar(byte))
            case UInt8(ascii: " "): return "+"
            default: return "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }.joined()
    }

    static func base64(_ text: String) -> String {
        let encoded = Base64URL.encode(Array(text.utf8)).map { $0 == "-" ? "+" : $0 == "_" ? "/" : $0 }
        return String(encoded) + String(repeating: "=", count: (4 - encoded.count % 4) % 4)
    }
}

extension TestServer {
    /// A confidential client of this server.
    func client(
        _ caller: Caller,
        _ id: String = "notes-api",
        _ permissions: Set<ClientPermission> = []
    ) async throws -> ClientCaller {
        let issued = try await identity.clients.create(
            ClientRegistration(id: id, permissions: permissions),
            by: .command
        )
        return ClientCaller(caller: caller, id: id, secret: issued.secret.text)
    }
}

/// Expects an error answer of RFC 6749 §5.2, whole and stored by nobody.
func expectOAuthError(
    _ answer: TestResponse,
    _ code: OAuthErrorCode,
    _ status: HTTPResponse.Status,
    sourceLocation: SourceLocation = #_sourceLocation
) throws {
    #expect(answer.status == status, "\(answer.text)", sourceLocation: sourceLocation)
    #expect(answer.headers[.contentType] == "application/json", sourceLocation: sourceLocation)
    #expect(answer.headers[.cacheControl] == "no-store", sourceLocation: sourceLocation)
    #expect(answer.headers[.pragma] == "no-cache", sourceLocation: sourceLocation)
    let json = try answer.json
    #expect(json["error"]?.string == code.rawValue, "\(answer.text)", sourceLocation: sourceLocation)
    #expect(json["error_description"]?.string?.isEmpty == false, sourceLocation: sourceLocation)
    #expect(json.object?.count == 2, sourceLocation: sourceLocation)
    let challenge = answer.headers[.wwwAuthenticate]
    if status == .unauthorized {
        #expect(
            challenge == "Basic realm=\"\(TestServer.issuer)\", charset=\"UTF-8\"",
            sourceLocation: sourceLocation
        )
    } else {
        #expect(challenge == nil, sourceLocation: sourceLocation)
    }
}
