import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import TesseraJOSE
import Testing

/// Reads server-sent events as they come.
struct EventClient {
    /// One event, or a comment (whose name is empty and whose data is the comment).
    struct Event: Equatable {
        var id = ""
        var name = ""
        var data = ""

        var json: JSONValue { get throws { try JSONValue(parsing: Array(data.utf8)) } }
    }

    private var chunks: HTTPClientResponse.Body.AsyncIterator
    private var waiting = ""

    /// Connects, and expects a stream.
    init(port: Int?, query: String = "", lastEventID: String? = nil, authorization: String? = nil) async throws {
        let response = try await Self.request(
            port: port,
            query: query,
            lastEventID: lastEventID,
            authorization: authorization
        )
        try #require(response.status == .ok)
        #expect(response.headers.first(name: "content-type") == "text/event-stream")
        #expect(response.headers.first(name: "cache-control") == "no-store")
        chunks = response.body.makeAsyncIterator()
    }

    static func request(
        port: Int?,
        query: String = "",
        lastEventID: String? = nil,
        authorization: String? = nil
    ) async throws -> HTTPClientResponse {
        var request = HTTPClientRequest(url: "http://127.0.0.1:\(try #require(port))/status/events\(query)")
        if let lastEventID { request.headers.add(name: "Last-Event-ID", value: lastEventID) }
        if let authorization { request.headers.add(name: "Authorization", value: authorization) }
        return try await HTTPClient.shared.execute(request, timeout: .seconds(30))
    }

    /// The next event; nil when the stream has ended.
    @concurrent
    mutating func next() async throws -> Event? {
        while true {
            if let end = waiting.range(of: "\n\n") {
                let block = waiting[..<end.lowerBound]
                waiting = String(waiting[end.upperBound...])
                return Self.event(block)
            }
            guard let chunk = try await chunks.next() else { return nil }
            waiting += String(buffer: chunk)
        }
    }

    /// The next event, which must be there, of this name.
    @concurrent
    mutating func expect(_ name: String, sourceLocation: SourceLocation = #_sourceLocation) async throws -> Event {
        let event = try #require(try await next(), sourceLocation: sourceLocation)
        #expect(event.name == name, sourceLocation: sourceLocation)
        return event
    }

    private static func event(_ block: Substring) -> Event {
        var event = Event()
        for line in block.split(separator: "\n") {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let value = String(line[line.index(after: colon)...].drop { $0 == " " })
            switch line[..<colon] {
            case "id": event.id = value
            case "event": event.name = value
            case "data", "": event.data = value
            default: break
            }
        }
        return event
    }
}
