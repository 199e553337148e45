import Foundation
import NIOCore
import NIOPosix
import Synchronization
import TesseraJOSE
import TesseraOAuth
import TesseraTesting
import TesseraVerifier

/// A request as it arrived on a socket.
struct LoopbackRequest: Sendable {
    let method: String
    let target: String
    let headers: [String: String]
    let body: String
}

/// An issuer on a free loopback port: metadata, keys, one status list, a stream of events and confirmations.
final class LoopbackIssuer: Sendable {
    private struct State {
        var name = ""
        var list = StatusList(entryCount: 64)
        var requests: [LoopbackRequest] = []
        var streams: [any Channel] = []
    }

    let key: SigningKey
    private let state = Mutex(State())
    private let channel: Mutex<(any Channel)?> = Mutex(nil)

    init() async throws {
        key = try SigningKey.generate(.es256)
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(RequestReader { self.answer($0, on: $1) })
                }
            }
            .bind(host: "127.0.0.1", port: 0)
            .get()
        state.withLock { $0.name = "http://127.0.0.1:\(server.localAddress?.port ?? 0)" }
        channel.withLock { $0 = server }
    }

    var name: String { state.withLock { $0.name } }
    var requests: [LoopbackRequest] { state.withLock { $0.requests } }
    var streamCount: Int { state.withLock { $0.streams.count } }

    /// Sends to everybody who listens.
    func send(_ text: String) {
        for stream in state.withLock({ $0.streams }) {
            stream.writeAndFlush(ByteBuffer(string: text), promise: nil)
        }
    }

    /// Breaks every stream.
    func breakStreams() {
        let streams = state.withLock { state in
            defer { state.streams = [] }
            return state.streams
        }
        for stream in streams { stream.close(promise: nil) }
    }

    func stop() async throws {
        breakStreams()
        try await channel.withLock { $0 }?.close()
    }

    func token(status index: Int) throws -> String {
        let now = SystemTime.seconds()
        return try sign(
            [
                "iss": .string(name), "sub": "a", "aud": "api", "client_id": "web", "jti": .string("\(index)"),
                "iat": .integer(now), "exp": .integer(now + 300),
                "status": ["status_list": ["idx": .integer(Int64(index)), "uri": .string(name + "/status/lists/0")]],
            ],
            type: "at+jwt"
        )
    }

    private func sign(_ claims: JSONObject, type: String) throws -> String {
        try key.sign(JSONValue.object(claims).serialized(), type: type)
    }

    private func answer(_ request: LoopbackRequest, on channel: any Channel) {
        state.withLock { $0.requests.append(request) }
        let path = request.target.prefix { $0 != "?" }
        if path == "/status/events" {
            let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\nConnection: close\r\n\r\n"
            channel.writeAndFlush(ByteBuffer(string: head), promise: nil)
            return state.withLock { $0.streams.append(channel) }
        }
        let (status, body) = (try? document(String(path))) ?? (500, "")
        let head = "HTTP/1.1 \(status) X\r\nContent-Length: \(body.utf8.count)\r\n\r\n"
        channel.writeAndFlush(ByteBuffer(string: head + body), promise: nil)
    }

    private func document(_ path: String) throws -> (Int, String) {
        let name = name
        func text(_ value: JSONValue) -> String { String(decoding: value.serialized(), as: UTF8.self) }
        switch path {
        case "/.well-known/openid-configuration":
            let tessera: JSONValue = [
                "status_events_endpoint": .string(name + "/status/events"),
                "status_confirmation_endpoint": .string(name + "/status/confirmations"),
            ]
            return (
                200, text(["issuer": .string(name), "jwks_uri": .string(name + "/keys"), "tessera": tessera])
            )
        case "/keys": return (200, text(JSONWebKeySet([key.publicKey].compactMap(\.self)).json()))
        case "/status/lists/0":
            let now = SystemTime.seconds()
            let bits = try state.withLock { $0.list }.compressed()
            let claims: JSONObject = [
                "iss": .string(name), "sub": .string(name + path), "iat": .integer(now), "exp": .integer(now + 3600),
                "ttl": 60, "status_list": ["bits": 1, "lst": .string(Base64URL.encode(bits))],
            ]
            return (200, try sign(claims, type: "statuslist+jwt"))
        case "/status/confirmations": return (204, "")
        default: return (404, "")
        }
    }
}

/// Takes requests out of a connection's bytes, one after the other.
private final class RequestReader: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let answer: (LoopbackRequest, any Channel) -> Void
    private var text = ""

    init(answer: @escaping (LoopbackRequest, any Channel) -> Void) {
        self.answer = answer
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        text += String(buffer: unwrapInboundIn(data))
        while let end = text.range(of: "\r\n\r\n") {
            let lines = text[..<end.lowerBound].split(separator: "\r\n").map(String.init)
            var headers: [String: String] = [:]
            for line in lines.dropFirst() {
                let parts = line.split(separator: ":", maxSplits: 1).map(String.init)
                headers[parts[0].lowercased()] = String(parts.last?.drop { $0 == " " } ?? "")
            }
            let length = Int(headers["content-length"] ?? "0") ?? 0
            guard text[end.upperBound...].utf8.count >= length else { return }
            let body = String(text[end.upperBound...].prefix(length))
            text = String(text[end.upperBound...].dropFirst(length))
            let words = lines[0].split(separator: " ").map(String.init)
            answer(LoopbackRequest(method: words[0], target: words[1], headers: headers, body: body), context.channel)
        }
    }
}
