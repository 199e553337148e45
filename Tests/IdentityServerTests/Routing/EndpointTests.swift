import HTTPTypes
import Hummingbird
import HummingbirdTesting
import TesseraJOSE
import Testing

@testable import Identity
@testable import IdentityServer

/// What an endpoint says of itself is what the server does.
@Suite struct EndpointTests {
    private static let stranger = "https://stranger.example"

    @Test func `the metadata names each announced endpoint and no other`() async throws {
        let server = try await TestServer()
        try await server.run { caller in
            let json = try await caller.get("/.well-known/openid-configuration").json
            var named: [String: String] = [:]
            func collect(_ object: JSONObject) {
                for (name, value) in object {
                    if let url = value.string, url.hasPrefix(TestServer.issuer + "/") {
                        named[name] = String(url.dropFirst(TestServer.issuer.count))
                    }
                    if let inner = value.object { collect(inner) }
                }
            }
            collect(try #require(json.object))
            #expect(
                named == [
                    "jwks_uri": "/.well-known/jwks.json",
                    "introspection_endpoint": "/oauth2/introspect",
                    "revocation_endpoint": "/oauth2/revoke",
                    "status_list_aggregation_endpoint": "/status/lists",
                    "service_documentation": "/docs",
                    "login_endpoint": "/auth/login",
                    "refresh_endpoint": "/auth/refresh",
                    "logout_endpoint": "/auth/logout",
                    "status_events_endpoint": "/status/events",
                    "status_confirmation_endpoint": "/status/confirmations",
                ]
            )
            let announced = server.server.endpoints.filter { $0.announcement != nil }.map(\.path)
            #expect(announced.sorted() == named.values.sorted())
            let methods: JSONValue = ["client_secret_basic", "client_secret_post"]
            #expect(json["introspection_endpoint_auth_methods_supported"] == methods)
            #expect(json["revocation_endpoint_auth_methods_supported"] == methods)
        }
    }

    @Test func `a page of another origin reads what every origin may read, and nothing else`()
        async throws
    {
        let server = try await TestServer()
        try await server.run { caller in
            for endpoint in server.server.endpoints {
                // An answer to OPTIONS is read by the same pages as all others; the stream of events has no end.
                let answer = try await caller.call(.options, endpoint.path, nil, [.origin: Self.stranger])
                let isShared = endpoint.traits.sharing == .everyOrigin
                #expect(
                    (answer.headers[.accessControlAllowOrigin] == "*") == isShared,
                    "\(endpoint.method) \(endpoint.path)"
                )
                #expect(answer.headers[.accessControlAllowCredentials] == nil)
            }
        }
        let shared = Set(server.server.endpoints.filter { $0.traits.sharing == .everyOrigin }.map(\.path))
        #expect(
            shared == [
                "/.well-known/jwks.json", "/.well-known/openid-configuration",
                "/.well-known/oauth-authorization-server",
                "/status/lists", "/status/lists/{number}",
            ]
        )
    }

    @Test func `an error has the style of the endpoint, also where there is none beside it`() async throws {
        let server = try await TestServer()
        try await server.run { caller in
            let paths = server.server.endpoints.map { ($0.path, $0.traits.errors) }
            let neighbours: [(String, ErrorStyle)] = [
                ("/oauth2/nothing", .oauth), ("/account/nothing", .page(home: "/account")), ("/nothing", .problem),
                ("/auth/nothing", .problem), ("/status/nothing", .problem),
            ]
            for (path, style) in paths + neighbours {
                // No path knows this method.
                let answer = try await caller.call(.trace, path)
                let type = answer.headers[.contentType]
                switch style {
                case .problem: #expect(type == "application/problem+json", "\(path)")
                case .oauth:
                    #expect(type == "application/json", "\(path)")
                    #expect(try answer.json["error"]?.string == "invalid_request")
                case .page(let home):
                    #expect(type == "text/html; charset=utf-8", "\(path)")
                    #expect(answer.text.contains("<a class=\"button\" href=\"\(home)\">"), "\(path)")
                }
            }
        }
    }

    @Test func `the endpoints of clients refuse a request without credentials`() async throws {
        let server = try await TestServer()
        try await server.run { caller in
            let endpoints = server.server.endpoints.filter { $0.access == .client }
            #expect(!endpoints.isEmpty)
            for endpoint in endpoints {
                let answer = try await caller.send(
                    endpoint.method,
                    endpoint.path,
                    bytes: Array("token=x".utf8),
                    [.contentType: "application/x-www-form-urlencoded"]
                )
                #expect(answer.status == .unauthorized, "\(endpoint.path)")
                #expect(try answer.json["error"]?.string == "invalid_client")
            }
        }
    }

    @Test func `the pages of signed-in browsers send all others to the sign-in`() async throws {
        let server = try await TestServer()
        try await server.run { caller in
            let browser = Browser(caller)
            let endpoints = server.server.endpoints.filter { $0.access == .browserSession }
            #expect(!endpoints.isEmpty)
            for endpoint in endpoints {
                let answer =
                    endpoint.method == .get
                    ? try await browser.get(endpoint.path) : try await browser.post(endpoint.path, [])
                #expect(answer.status == .seeOther, "\(endpoint.method) \(endpoint.path)")
                #expect(answer.headers[.location]?.hasPrefix(LoginPage.path) == true)
            }
        }
    }

    @Test func `each form of a page is sent to an endpoint`() async throws {
        let server = try await TestServer()
        let endpoints = Set(server.server.endpoints.map { "\($0.method.rawValue) \($0.path)" })
        for template in EmbeddedTemplates.all {
            for form in template.text.matches(of: /<form method="([a-z]+)" action="([^"]*)"/) {
                let path = form.2.replacing("{{", with: "{").replacing("}}", with: "}")
                #expect(endpoints.contains("\(form.1.uppercased()) \(path)"), "\(template.name): \(path)")
            }
        }
        await server.identity.shutdown()
    }

    @Test func `what is asked for every few seconds writes no line at the usual level`() async throws {
        let server = try await TestServer()
        let quiet = Set(server.server.endpoints.filter { $0.traits.log == .quiet }.map(\.path))
        #expect(
            quiet == [
                "/health/live", "/health/ready", "/metrics", "/.well-known/jwks.json",
                "/.well-known/openid-configuration", "/.well-known/oauth-authorization-server", "/assets/{name}",
                "/status/lists", "/status/lists/{number}", "/oauth2/introspect", "/auth/check",
            ]
        )
        await server.identity.shutdown()
    }
}
