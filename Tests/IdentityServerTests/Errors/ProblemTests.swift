import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import Synchronization
import TesseraJOSE
import TestSupport
import Testing

@testable import Identity
@testable import IdentityServer

@Suite struct ProblemTests {
    @Test(arguments: IdentityError.Code.allCases)
    func `each code of the rules is a code of the API`(code: IdentityError.Code) {
        #expect(ProblemCode(code).rawValue == code.rawValue)
    }

    @Test(arguments: ProblemCode.allCases)
    func `each code has an error status and a title`(code: ProblemCode) {
        let row = ProblemTable.row(code)
        #expect((400..<600).contains(row.status.code))
        #expect(!row.title.isEmpty)
    }

    @Test func `a document has the members of RFC 9457 and ours`() {
        var problem = Problem(.invalidGrant, "why", field: "refresh_token", cause: "signed_out", retryAfter: 2)
        problem.clearsCookie = true
        let document = problem.document(typeBase: "https://id/docs#error-", requestID: "r1")
        #expect(
            document == [
                "type": "https://id/docs#error-invalid_grant", "title": "The refresh token is not accepted",
                "status": 400,
                "detail": "why", "error": "invalid_grant", "field": "refresh_token", "cause": "signed_out",
                "retry_after": 2,
                "request_id": "r1",
            ]
        )
    }

    private struct Unforeseen: Error, CustomStringConvertible {
        let description = "the database said: secret row"
    }

    @Test func `an unforeseen error is a 500 without detail, logged with the request's id`() async throws {
        let log = LogRecorder()
        let router = Router(context: ServerContext.self)
        let routes = RouteTable([])
        router.add(
            middleware: RequestEnvelope(
                routes: routes,
                frame: RequestFrame(
                    clientAddress: try ClientAddress(proxies: [], header: .xForwardedFor),
                    securityHeaders: SecurityHeaders(isSecure: false)
                ),
                record: RequestRecord(metrics: RequestMetrics()),
                crossOrigin: CrossOrigin(
                    origins: try AllowedOrigins(issuer: TestServer.issuer, others: []),
                    routes: routes
                ),
                problems: ProblemAnswers(
                    routes: routes,
                    typeBase: TestServer.issuer + "/docs#error-",
                    realm: TestServer.issuer
                ),
                proofNonce: { "nonce" }
            )
        )
        router.get("/broken") { _, _ -> Response in throw Unforeseen() }
        let application = Application(router: router, logger: log.logger)
        try await application.test(.router) { client in
            let answer = try await Caller(client: client).get("/broken")
            try expectProblem(answer, .serverError)
            #expect(!answer.text.contains("secret"))
            let entry = try #require(log.entries.first { $0.level == .error })
            #expect(entry.message == "request failed")
            #expect(entry.metadata["request.id"]?.description == answer.headers[.requestID])
            #expect(entry.metadata["error.type"]?.description.contains("Unforeseen") == true)
        }
    }

    @Test func `the request log knows template, status and id, and never the path, the query or a token`() async throws
    {
        let log = LogRecorder()
        let server = try await TestServer(logger: log.logger)
        try await server.run { caller in
            let tokens = try await caller.registerAndLogin()
            let answer = try await caller.call(
                .delete,
                "/auth/sessions/\(tokens.session)?reason=private",
                nil,
                tokens.bearer
            )
            _ = try await caller.get("/health/live")
            _ = try await caller.get("/someone/private")
            let lines = log.entries.filter { $0.message == "request" }
            let line = try #require(lines.first { $0.metadata["http.route"]?.description == "/auth/sessions/{id}" })
            #expect(line.level == .info)
            #expect(line.metadata["http.status"]?.description == "204")
            #expect(line.metadata["http.method"]?.description == "DELETE")
            #expect(line.metadata["request.id"]?.description == answer.headers[.requestID])
            #expect(lines.contains { $0.metadata["http.route"]?.description == "NotFound" })
            #expect(!lines.contains { $0.level >= .info && $0.metadata["http.route"]?.description == "/health/live" })
            let everything = log.entries.map { "\($0.message) \($0.metadata)" }.joined()
            for secret in [tokens.access, tokens.refresh, TestServer.password, "private", tokens.session] {
                #expect(!everything.contains(secret))
            }
        }
    }
}
