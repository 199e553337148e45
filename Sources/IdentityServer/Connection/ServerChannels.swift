import Hummingbird
import HummingbirdCore
import NIOCore
import NIOSSL

/// Builds the channels that connections are read from: HTTP/1.1, or HTTP/2 and HTTP/1.1 under TLS.
enum ServerChannels {
    /// - Parameters:
    ///   - tls: the certificate and key, already read; nil for plain HTTP/1.1.
    ///   - limits: what a client may send and how long it may take.
    ///   - bareAnswer: the answer to bytes that are no HTTP.
    ///   - isDraining: whether connections are to end with the answer under way.
    /// - Returns: the builder.
    static func builder(
        tls: TLSConfiguration?,
        limits: ServerLimits,
        bareAnswer: BareAnswer,
        isDraining: @escaping @Sendable () -> Bool
    ) -> HTTPServerBuilder {
        let configuration = HTTP1Channel.Configuration(
            additionalChannelHandlers: [
                RequestPartHandler(limits: limits, bareAnswer: bareAnswer, isDraining: isDraining)
            ],
            httpDecoderConfiguration: .init(
                maxHeaderFieldSize: limits.maximumHeaderBytes,
                maxHeaderListSize: limits.maximumHeaderBytes,
                maxHeaderFieldCount: limits.maximumHeaderFields
            )
        )
        let places = ConnectionPlaces(maximum: limits.maximumConnections)
        return HTTPServerBuilder { responder in
            guard let tls else {
                return StrictChannel(base: HTTP1Channel(responder: responder, configuration: configuration))
                    .guarded(by: limits, places)
            }
            return try NegotiatedChannel(tls: tls, limits: limits, configuration: configuration, responder: responder)
                .guarded(by: limits, places)
        }
    }
}
