import TesseraTesting
import TesseraVerifier
import Testing

@Suite("HTTPClientTransport, over real sockets")
struct HTTPClientTransportTests {
    private func get(
        _ answer: String,
        closes: Bool = true,
        maximumBytes: Int = 1000,
        timeout: Duration = .seconds(5)
    ) async throws -> KeySetResponse {
        let server = try await LoopbackServer(answering: answer, closes: closes)
        let result: Result<KeySetResponse, any Error>
        do {
            result = .success(
                try await HTTPClientTransport.shared.get(server.address, maximumBytes: maximumBytes, timeout: timeout)
            )
        } catch {
            result = .failure(error)
        }
        try await server.stop()
        return try result.get()
    }

    @Test func `status, cache control, entity tag and body arrive`() async throws {
        let answer =
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nCache-Control: public\r\nCache-Control: max-age=60\r\n"
            + "ETag: W/\"1\"\r\n\r\n{}"
        let response = try await get(answer)
        #expect(
            response
                == KeySetResponse(
                    status: 200,
                    cacheControl: "public, max-age=60",
                    entityTag: "W/\"1\"",
                    body: Array("{}".utf8)
                )
        )
    }

    @Test func `no content coding is asked for, and one that comes anyway is told`() async throws {
        let server = try await LoopbackServer(
            answering:
                "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\n??"
        )
        let response = try await HTTPClientTransport.shared.get(
            server.address,
            maximumBytes: 1000,
            timeout: .seconds(5)
        )
        let request = try #require(server.requests.first).lowercased()
        try await server.stop()
        #expect(request.contains("\r\naccept-encoding: identity\r\n"))
        #expect(response.contentEncoding == "gzip" && response.contentType == "text/plain")
    }

    @Test func `a redirect is not followed`() async throws {
        let target = try await LoopbackServer(answering: "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
        let response = try await get("HTTP/1.1 302 Found\r\nLocation: \(target.address)\r\nContent-Length: 0\r\n\r\n")
        #expect(response.status == 302 && response.location == target.address)
        try await target.stop()
    }

    @Test func `a body longer than the bound is refused, be its length stated or not`() async throws {
        let body = String(repeating: "a", count: 1001)
        for head in ["HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n", "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"]
        {
            await #expect(throws: KeySetError(.tooLarge)) { try await get(head + body) }
        }
        let whole = try await get("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + body.dropLast())
        #expect(whole.body.count == 1000)
    }

    @Test(arguments: ["", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"])
    func `an issuer that stops in the middle, head or body, is given up in time`(answer: String) async throws {
        // The server never closes, so only the bound can end this.
        await #expect(throws: KeySetError(.timedOut)) {
            try await get(answer, closes: false, timeout: .milliseconds(100))
        }
    }

    @Test func `a truncated body is a failure`() async throws {
        await #expect(throws: KeySetError(.unreachable)) {
            try await get("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")
        }
    }

    @Test func `nobody listening is a failure`() async throws {
        let server = try await LoopbackServer(answering: "")
        try await server.stop()
        await #expect(throws: KeySetError(.unreachable)) {
            try await HTTPClientTransport.shared.get(server.address, maximumBytes: 1000, timeout: .seconds(2))
        }
    }
}
