import Foundation
import NIOCore
import NIOPosix
import TesseraVerifier
import Testing

@Suite("HTTPClientTransport, when answers come late")
struct LateAnswerTests {
    @Test func `an answer that was given up reaches no later request, which all get their own`() async throws {
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(PathEcho()) }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let address = "http://127.0.0.1:\(channel.localAddress?.port ?? 0)"
        let transport = HTTPClientTransport.shared
        for round in 0..<10 {
            await #expect(throws: KeySetError(.timedOut)) {
                try await transport.get("\(address)/late-\(round)", maximumBytes: 100, timeout: .milliseconds(60))
            }
            // The late answers arrive while these are asked.
            for number in 0..<10 {
                let path = "/\(round)-\(number)"
                let answer = try await transport.get(address + path, maximumBytes: 100, timeout: .seconds(5))
                #expect(String(decoding: answer.body, as: UTF8.self) == path)
                try await Task.sleep(for: .milliseconds(5))
            }
        }
        try await channel.close()
    }
}

/// Answers each request of a connection with its path, those for `/late…` after a while, and keeps the connection open.
private final class PathEcho: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private var heard = ""

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        heard += String(buffer: unwrapInboundIn(data))
        while let end = heard.range(of: "\r\n\r\n") {
            let path = heard.split(separator: " ").dropFirst().first.map { String($0) } ?? ""
            heard = String(heard[end.upperBound...])
            let answer = "HTTP/1.1 200 OK\r\nContent-Length: \(path.utf8.count)\r\n\r\n\(path)"
            let channel = context.channel
            context.eventLoop.scheduleTask(in: .milliseconds(path.hasPrefix("/late") ? 90 : 0)) {
                channel.writeAndFlush(ByteBuffer(string: answer), promise: nil)
            }
        }
    }
}
