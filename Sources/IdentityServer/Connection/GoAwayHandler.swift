import NIOCore
import NIOHTTP2

/// Tells an HTTP/2 client that its connection takes no more requests (GOAWAY, RFC 9113 §6.8), and ends a connection on which something
/// went against the protocol.
///
/// It decides nothing about time: ``HeadDeadlineHandler`` does, so that no connection lives on until its client answers something.
final class GoAwayHandler: ChannelInboundHandler {
    typealias InboundIn = HTTP2Frame
    typealias InboundOut = HTTP2Frame
    typealias OutboundOut = HTTP2Frame

    private var isAnnounced = false

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case is ChannelShouldQuiesceEvent where !isAnnounced:
            isAnnounced = true
            // Requests that are on their way are answered, too, for a moment.
            say(lastStream: .maxID, context)
            context.triggerUserOutboundEvent(RequestPhase.windingDown, promise: nil)
        case let last as LastStream:
            say(lastStream: HTTP2StreamID(Int(last.identifier)), context)
        case ChannelEvent.inputClosed:
            context.close(promise: nil)
        default: break
        }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // What went wrong with one stream has reset that stream; the others live on.
        if error is NIOHTTP2Errors.StreamError { return }
        // The client has been told which error it was, by GOAWAY.
        context.close(promise: nil)
    }

    private func say(lastStream: HTTP2StreamID, _ context: ChannelHandlerContext) {
        let frame = HTTP2Frame(
            streamID: .rootStream,
            payload: .goAway(lastStreamID: lastStream, errorCode: .noError, opaqueData: nil)
        )
        context.writeAndFlush(wrapOutboundOut(frame), promise: nil)
    }
}

@available(*, unavailable)
extension GoAwayHandler: Sendable {}
