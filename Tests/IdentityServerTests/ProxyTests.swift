import HTTPTypes
import Hummingbird
import HummingbirdTesting
import TesseraJOSE
import Testing

@testable import IdentityServer

@Suite struct ProxyTests {
    @Test func `a trusted proxy names the client and the request, and a stranger's word counts nothing`() async throws {
        for (proxies, address, requestID) in [
            (["127.0.0.1"], "198.51.100.9", "edge-7"), (["10.0.0.1"], "127.0.0.1", nil),
        ] {
            let server = try await TestServer(configureServer: {
                $0.isBehindProxy = true
                $0.trustedProxies = proxies
            })
            try await server.runLive { caller in
                try await caller.register()
                let forwarded: HTTPFields = [.xForwardedFor: "203.0.113.1, 198.51.100.9", .requestID: "edge-7"]
                let answer = try await caller.post(
                    "/auth/login",
                    ["identifier": "ada", "password": .string(TestServer.password)],
                    forwarded
                )
                let list = try await caller.get("/auth/sessions", Tokens(answer).bearer).json["sessions"]?.array
                #expect(list?.first?["address"]?.string == address)
                #expect((answer.headers[.requestID] == "edge-7") == (requestID != nil))
            }
        }
    }

    @Test func `an id of a proxy that could not stand in a log is replaced`() async throws {
        let server = try await TestServer(configureServer: {
            $0.isBehindProxy = true
            $0.trustedProxies = ["127.0.0.1"]
        })
        try await server.runLive { caller in
            for id in ["a b", String(repeating: "a", count: 65), "a\"b"] {
                let answer = try await caller.get("/health/live", [.requestID: id])
                #expect(answer.headers[.requestID] != id)
            }
        }
    }

    @Test func `a method that a client invents makes no new series of metrics`() throws {
        #expect(RequestMetrics.closed(.get) == "GET")
        #expect(RequestMetrics.closed(try #require(HTTPRequest.Method("INVENTED"))) == "other")
    }
}
