import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP2
import NIOHTTPTypes
import NIOHTTPTypesHTTP2
import NIOSSL

/// HTTP/2 or HTTP/1.1 under TLS, as client and server agree by ALPN (RFC 7301).
///
/// Hummingbird has such a channel, too. Its HTTP/2 takes no settings, asks a client for an answer (PING) before it ends an idle
/// connection and waits for it without limit, and closes on the fourth PING of a client whatever time lies between. Here the bounds of
/// ``ServerLimits`` are HTTP/2's as well.
struct NegotiatedChannel: HTTPChannelHandler {
    /// One HTTP/2 connection, with its streams as they come.
    struct Streams: Sendable {
        fileprivate let multiplexer: NIOHTTP2Handler.AsyncStreamMultiplexer<HTTP1Channel.Value>
    }

    /// A connection whose protocol is known once its handshake is complete.
    struct Value: ServerChildChannelValue {
        fileprivate let negotiated: EventLoopFuture<NIONegotiatedHTTPVersion<HTTP1Channel.Value, Streams>>
        let channel: any Channel
    }

    let responder: Responder
    private let tls: NIOSSLContext
    private let http1: StrictChannel
    private let http1Configuration: HTTP1Channel.Configuration
    private let http2Configuration: NIOHTTP2Handler.Configuration

    /// - Parameters:
    ///   - tls: the certificate and key, already read.
    ///   - limits: what a client may send and how long it may take.
    ///   - configuration: the handlers of each HTTP/1.1 connection and each HTTP/2 stream, and the decoder's limits.
    ///   - responder: what answers a request.
    /// - Throws: NIOSSL's error when the certificate and key cannot be used.
    init(
        tls: TLSConfiguration,
        limits: ServerLimits,
        configuration: HTTP1Channel.Configuration,
        responder: @escaping Responder
    ) throws {
        var tls = tls
        tls.applicationProtocols = NIOHTTP2SupportedALPNProtocols
        // Else a client that is cut off could keep its connection for longer by not saying good-bye.
        tls.shutdownTimeout = TimeAmount(limits.lingerTimeout)
        self.tls = try NIOSSLContext(configuration: tls)
        self.responder = responder
        http1 = StrictChannel(base: HTTP1Channel(responder: responder, configuration: configuration))
        http1Configuration = configuration
        http2Configuration = Self.configuration(of: limits)
    }

    private static func configuration(of limits: ServerLimits) -> NIOHTTP2Handler.Configuration {
        var connection = NIOHTTP2Handler.ConnectionConfiguration()
        connection.initialSettings = [
            HTTP2Setting(parameter: .maxConcurrentStreams, value: limits.maximumStreams),
            HTTP2Setting(parameter: .maxHeaderListSize, value: limits.maximumHeaderBytes),
        ]
        // A client that takes none of our answers to PING and SETTINGS is not read from, so that few ever wait.
        connection.maximumBufferedControlFrames = limits.maximumControlFrames
        return NIOHTTP2Handler.Configuration(connection: connection, stream: .init())
    }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        do {
            try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls))
        } catch {
            return channel.eventLoop.makeFailedFuture(error)
        }
        return channel.configureHTTP2AsyncSecureUpgrade(
            http1ConnectionInitializer: { channel in http1.setup(channel: channel, logger: logger) },
            http2ConnectionInitializer: { channel in
                channel.eventLoop.makeCompletedFuture { try streams(of: channel) }
            }
        )
        .map { Value(negotiated: $0, channel: channel) }
    }

    private func streams(of channel: any Channel) throws -> Streams {
        let pipeline = channel.pipeline.syncOperations
        let multiplexer = try pipeline.configureAsyncHTTP2Pipeline(
            mode: .server,
            configuration: http2Configuration
        ) { stream in
            stream.eventLoop.makeCompletedFuture {
                try stream.pipeline.syncOperations.addHandler(HTTP2FramePayloadToHTTPServerCodec())
                try stream.pipeline.syncOperations.addHandlers(http1Configuration.additionalChannelHandlers())
                return try HTTP1Channel.Value(wrappingChannelSynchronously: stream)
            }
        }
        try pipeline.addHandler(GoAwayHandler())
        return Streams(multiplexer: multiplexer)
    }

    func handle(value: Value, logger: Logger) async {
        do {
            switch try await value.negotiated.get() {
            case .http1_1(let connection): await http1.handle(value: connection, logger: logger)
            case .http2(let streams): try await handle(streams, logger)
            }
        } catch {
            logger.debug(
                "a connection ended before its protocol was agreed on, or with its streams",
                metadata: [
                    "error.type": .string("\(type(of: error))")
                ]
            )
        }
    }

    private func handle(_ streams: Streams, _ logger: Logger) async throws {
        try await withThrowingDiscardingTaskGroup { group in
            for try await stream in streams.multiplexer.inbound {
                group.addTask { await handleHTTP(asyncChannel: stream, logger: logger) }
            }
        }
    }
}
