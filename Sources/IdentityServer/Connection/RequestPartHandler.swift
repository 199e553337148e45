import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// The body of the request did not arrive in time.
struct RequestBodyTimedOut: Error {}

/// Watches the parts of requests and answers on one connection (HTTP/1.1) or stream (HTTP/2).
///
/// - a body must arrive within its time, else the reader of the body gets ``RequestBodyTimedOut`` and the connection ends;
/// - a client that keeps sending a long body after it has been answered is cut off instead of being read to the end;
/// - once the server has been told to stop, each answer says that it is the connection's last (RFC 9112 §9.6), or takes the word with it
///   that the connection takes no more requests (GOAWAY, RFC 9113 §6.8), so that a client sends nothing more on a connection that is
///   about to be closed;
/// - an answer that did not come from our middleware (to bytes that are no HTTP) gets the security headers and a problem body.
final class RequestPartHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let limits: ServerLimits
    private let bareAnswer: BareAnswer
    private let isDraining: @Sendable () -> Bool
    /// The HTTP/2 connection that this is a stream of, which is told what its streams are at; nil for HTTP/1.1.
    private var multiplexed: (any Channel)?
    private let deadline = Deadline()
    private var isReading = false
    private var isAnswered = false
    private var isUnderWay = false
    private var hasDeadline = false
    private var hasTimedOut = false
    private var hasBareBody = false
    private var isLingering = false
    private var isLastAnswer = false
    private var receivedBytes = 0

    init(limits: ServerLimits, bareAnswer: BareAnswer, isDraining: @escaping @Sendable () -> Bool) {
        self.limits = limits
        self.bareAnswer = bareAnswer
        self.isDraining = isDraining
    }

    func handlerAdded(context: ChannelHandlerContext) {
        // Above a connection there is the listening socket, above a stream its connection first.
        if let parent = context.channel.parent, parent.parent != nil { multiplexed = parent }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        deadline.invalidate()
    }

    func channelInactive(context: ChannelHandlerContext) {
        deadline.invalidate()
        // A stream may end without an answer, and its connection goes on.
        if multiplexed != nil, isUnderWay { tell(.answered, context) }
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isLingering else { return }
        switch unwrapInboundIn(data) {
        case .head:
            isReading = true
            isAnswered = false
            hasDeadline = false
            receivedBytes = 0
            tell(.headReceived, context)
        case .body(let bytes):
            receivedBytes += bytes.readableBytes
            if isAnswered, receivedBytes > limits.maximumBodyBytes {
                linger(context)
                return
            }
        case .end:
            isReading = false
            deadline.cancel()
        }
        context.fireChannelRead(data)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        if isLingering {
            context.read()
        } else if isReading, !hasDeadline {
            // Most requests are whole by now and never get a timer.
            beginBodyDeadline(context)
        }
        context.fireChannelReadComplete()
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(let head) where head.status.kind != .informational && head.headerFields[.requestID] == nil:
            let answer = bareAnswer.answer(to: head)
            context.write(wrapOutboundOut(.head(answer.head)), promise: promise)
            context.write(wrapOutboundOut(.body(answer.body)), promise: nil)
            hasBareBody = true
        case .head(let head) where head.status.kind != .informational && isDraining():
            context.write(wrapOutboundOut(.head(asLastAnswer(head))), promise: promise)
        case .body where hasBareBody:
            promise?.succeed()
        case .end:
            hasBareBody = false
            isAnswered = true
            if isLastAnswer || isReading && (hasTimedOut || receivedBytes > limits.maximumBodyBytes) {
                context.writeAndFlush(data, promise: promise)
                linger(context)
            } else {
                context.write(data, promise: promise)
            }
            tell(.answered, context)
        default:
            context.write(data, promise: promise)
        }
    }

    /// Tells the client that the connection takes no more requests.
    private func asLastAnswer(_ head: HTTPResponse) -> HTTPResponse {
        if let multiplexed {
            // The connection says it once, lets its other streams finish, and refuses new ones.
            multiplexed.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
            return head
        }
        isLastAnswer = true
        var last = head
        last.headerFields[.connection] = "close"
        return last
    }

    private func tell(_ phase: RequestPhase, _ context: ChannelHandlerContext) {
        isUnderWay = phase == .headReceived
        if let multiplexed {
            multiplexed.triggerUserOutboundEvent(phase, promise: nil)
        } else {
            context.triggerUserOutboundEvent(phase, promise: nil)
        }
    }

    private func beginBodyDeadline(_ context: ChannelHandlerContext) {
        hasDeadline = true
        deadline.set(limits.bodyTimeout, on: context.eventLoop) {
            guard self.isReading else { return }
            self.hasTimedOut = true
            if self.isAnswered {
                context.close(promise: nil)
            } else {
                context.fireErrorCaught(RequestBodyTimedOut())
            }
        }
    }

    /// Ends our side, reads and drops what still comes for a moment (so that the client reads the answer rather than a reset), then cuts.
    private func linger(_ context: ChannelHandlerContext) {
        guard !isLingering else { return }
        isLingering = true
        context.close(mode: .output, promise: nil)
        context.read()
        deadline.set(limits.lingerTimeout, on: context.eventLoop) { context.close(promise: nil) }
    }
}

@available(*, unavailable)
extension RequestPartHandler: Sendable {}
