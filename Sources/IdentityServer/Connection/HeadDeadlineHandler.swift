import NIOCore
import NIOTLS

/// Closes a connection whose client takes too long to send a header, sends none for too long, or takes nothing of an answer for
/// too long; and tells ``ConnectionPlaces`` whether the server waits for the client.
///
/// Stands where plain bytes pass (behind TLS, before the HTTP decoder), since only there the first byte of a header is seen. Once
/// HTTP/2 is negotiated, ``MultiplexedConnection`` knows what its streams are at.
final class HeadDeadlineHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private enum Phase {
        case idle
        case readingHead
        case answering(requests: Int)
        /// The answer has no end, so that a client that ends its side is gone, rather than waiting for the rest.
        case streaming
        /// HTTP/2.
        case multiplexed(MultiplexedConnection)
    }

    private let limits: ServerLimits
    private let places: ConnectionPlaces
    private let deadline = Deadline()
    /// Until when the client must have taken something of what is to be written.
    private let writeDeadline = Deadline()
    private var place: ConnectionPlace?
    private var phase = Phase.readingHead
    private var isInputClosed = false
    private var isReadHeld = false
    private var hasRead = false

    init(limits: ServerLimits, places: ConnectionPlaces) {
        self.limits = limits
        self.places = places
    }

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { enter(context) }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        leave()
    }

    func channelActive(context: ChannelHandlerContext) {
        enter(context)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        leave()
        context.fireChannelInactive()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable {
            writeDeadline.cancel()
            if isReadHeld {
                isReadHeld = false
                context.read()
            }
        } else {
            writeDeadline.set(limits.writeTimeout, on: context.eventLoop) { context.close(promise: nil) }
        }
        context.fireChannelWritabilityChanged()
    }

    func read(context: ChannelHandlerContext) {
        // Over HTTP/2 a client that takes no answers could go on asking for some, and each would wait here.
        if case .multiplexed = phase, !context.channel.isWritable {
            isReadHeld = true
        } else {
            context.read()
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .multiplexed(let connection) = phase {
            connection.read(unwrapInboundIn(data), context)
            return
        }
        hasRead = true
        context.fireChannelRead(data)
        // Had these bytes completed a header, the phase would be another one by now: no timer for the usual request.
        if case .idle = phase { begin(context) }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .handshakeCompleted(negotiatedProtocol: "h2")? = event as? TLSUserEvent, let place {
            // The time until the first header runs on.
            phase = .multiplexed(
                MultiplexedConnection(limits: limits, places: places, place: place, deadline: deadline, context)
            )
        }
        if event is ChannelShouldQuiesceEvent, case .readingHead = phase, !hasRead {
            // Under TLS nothing behind here knows of a connection whose handshake is not complete, and a stop would wait for it.
            context.close(promise: nil)
        }
        if case .inputClosed? = event as? ChannelEvent {
            isInputClosed = true
            if case .streaming = phase {
                context.close(promise: nil)
                return
            }
        }
        context.fireUserInboundEventTriggered(event)
    }

    func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
        guard let event = event as? RequestPhase else {
            context.triggerUserOutboundEvent(event, promise: promise)
            return
        }
        switch (event, phase) {
        case (_, .multiplexed(let connection)):
            guard connection.note(event, context) else {
                promise?.fail(StreamRefused())
                return
            }
        case (.streaming, .answering(1)):
            phase = .streaming
            // Listeners have a limit of their own.
            if let place { places.leave(place) }
            if isInputClosed { context.close(promise: nil) }
        case (.streaming, _), (.headReceived, .streaming), (.streamEnded, _), (.windingDown, _):
            break
        case (.bodyAwaited, .answering(1)):
            place?.waits()
        case (.bodyReceived, .answering):
            place?.works()
        case (.bodyAwaited, _), (.bodyReceived, _):
            break
        case (.headReceived, .answering(let requests)):
            phase = .answering(requests: requests + 1)
        case (.headReceived, _):
            phase = .answering(requests: 1)
            place?.works()
            deadline.cancel()
        case (.answered, .answering(let requests)) where requests > 1:
            phase = .answering(requests: requests - 1)
        case (.answered, _):
            phase = .idle
            place?.waits()
            set(limits.idleTimeout, context)
        }
        promise?.succeed()
    }

    private func enter(_ context: ChannelHandlerContext) {
        if place == nil { place = places.enter(context.channel) }
        begin(context)
    }

    private func leave() {
        deadline.invalidate()
        writeDeadline.invalidate()
        if case .multiplexed(let connection) = phase { connection.invalidate() }
        if let place { places.leave(place) }
        place = nil
    }

    private func begin(_ context: ChannelHandlerContext) {
        phase = .readingHead
        place?.waits()
        set(limits.headTimeout, context)
    }

    private func set(_ delay: Duration, _ context: ChannelHandlerContext) {
        deadline.set(delay, on: context.eventLoop) { context.close(promise: nil) }
    }
}

@available(*, unavailable)
extension HeadDeadlineHandler: Sendable {}
