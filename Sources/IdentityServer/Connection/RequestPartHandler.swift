import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTP2
import NIOHTTPTypes
import NIOHTTPTypesHTTP2

/// The body of the request did not arrive in time.
struct RequestBodyTimedOut: Error {}

/// Watches the parts of requests and answers on one connection (HTTP/1.1) or stream (HTTP/2).
///
/// - a client that waits for `100 Continue` before it sends its body gets it at once (RFC 9110 §10.1.1);
/// - a body must arrive within its time, else the reader of the body gets ``RequestBodyTimedOut`` and the connection ends;
/// - over HTTP/2, an answer must be taken in time piece by piece, whatever else its connection does, else the stream is reset;
/// - a client that lets such a time pass gets no further request on its HTTP/2 connection;
/// - a client that keeps sending a long body after it has been answered is cut off instead of being read to the end;
/// - an answer that comes before the end of its request is its HTTP/1.1 connection's last;
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
    /// Whether this stream has its place among the others.
    private var hasPlace = false
    /// Whether the server works for this stream, rather than waits for its client.
    private var isWorking = false
    private var isStreaming = false
    private var hasDeadline = false
    private var hasTimedOut = false
    private var hasBareBody = false
    private var isLingering = false
    private var isLastAnswer = false
    private var receivedBytes = 0
    /// Requests of which a header has come, and no whole answer has gone.
    private var unanswered = 0
    /// Whether the newest request waits for `100 Continue`, behind the answers of those before it.
    private var owesContinue = false
    /// Why what came is no request.
    private var refusal: Problem?
    /// Until when the client must have taken the next piece of an answer over HTTP/2.
    private let takeDeadline = Deadline()
    private var untakenPieces = 0
    private var isTakeAwaited = false

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
        takeDeadline.invalidate()
        leave(context)
    }

    func channelInactive(context: ChannelHandlerContext) {
        deadline.invalidate()
        takeDeadline.invalidate()
        leave(context)
        context.fireChannelInactive()
    }

    func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
        if multiplexed != nil, let phase = event as? RequestPhase {
            tell(phase, context)
            promise?.succeed()
        } else {
            context.triggerUserOutboundEvent(event, promise: promise)
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isLingering else { return }
        switch unwrapInboundIn(data) {
        case .head(let head):
            isReading = true
            unanswered += 1
            isAnswered = false
            hasDeadline = false
            receivedBytes = 0
            if multiplexed == nil {
                tell(.headReceived, context)
            } else {
                guard isInOriginForm(head, context), enter(context) else { return }
            }
            owesContinue = head.headerFields[.expect]?.lowercased() == "100-continue"
            letContinue(context)
        case .body(let bytes):
            owesContinue = false
            receivedBytes += bytes.readableBytes
            if isAnswered, receivedBytes > limits.maximumBodyBytes {
                linger(context)
                return
            }
        case .end:
            owesContinue = false
            isReading = false
            deadline.cancel()
            if hasDeadline { tell(.bodyReceived, context) }
        }
        context.fireChannelRead(data)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if let refused = error as? RequestRefusal {
            refusal = refused.problem
            // What Hummingbird answers, with the bare answer in whose place ours goes.
            context.fireErrorCaught(HTTPParserError.unknown)
        } else {
            context.fireErrorCaught(error)
        }
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
            let answer = bareAnswer.answer(to: refusal)
            context.write(wrapOutboundOut(.head(permitted(answer.head))), promise: promise)
            context.write(wrapOutboundOut(.body(answer.body)), promise: nil)
            hasBareBody = true
        case .head(let head) where head.status.kind != .informational && (isDraining() || isEarly):
            context.write(wrapOutboundOut(.head(permitted(asLastAnswer(head)))), promise: promise)
        case .head(let head) where multiplexed != nil:
            context.write(wrapOutboundOut(.head(permitted(head))), promise: promise)
        case .body where hasBareBody:
            promise?.succeed()
        case .body(let bytes) where multiplexed != nil:
            writeInPieces(bytes, promise, context)
        case .end:
            hasBareBody = false
            isAnswered = true
            unanswered -= 1
            if isLastAnswer || isReading && (hasTimedOut || receivedBytes > limits.maximumBodyBytes) {
                context.writeAndFlush(data, promise: promise)
                linger(context)
            } else if multiplexed != nil {
                writePiece(data, promise, context)
            } else {
                context.write(data, promise: promise)
            }
            tell(.answered, context)
            letContinue(context)
        default:
            context.write(data, promise: promise)
        }
    }

    func flush(context: ChannelHandlerContext) {
        context.flush()
        // What the client takes at once, as usual, never gets a timer.
        if untakenPieces > 0, !isTakeAwaited { awaitTaking(context) }
    }

    /// Tells the client to send its body, once the answers to its earlier requests have gone: they would be taken for this one's.
    private func letContinue(_ context: ChannelHandlerContext) {
        guard owesContinue, unanswered == 1, !isLingering else { return }
        owesContinue = false
        context.writeAndFlush(wrapOutboundOut(.head(HTTPResponse(status: .continue))), promise: nil)
    }

    private func writeInPieces(
        _ bytes: ByteBuffer,
        _ promise: EventLoopPromise<Void>?,
        _ context: ChannelHandlerContext
    ) {
        var bytes = bytes
        while bytes.readableBytes > limits.minimumTakenBytes,
            let piece = bytes.readSlice(length: limits.minimumTakenBytes)
        {
            writePiece(wrapOutboundOut(.body(piece)), nil, context)
        }
        writePiece(wrapOutboundOut(.body(bytes)), promise, context)
    }

    /// Writes what the client's window may hold back, and notes when it has left.
    private func writePiece(_ data: NIOAny, _ promise: EventLoopPromise<Void>?, _ context: ChannelHandlerContext) {
        let promise = promise ?? context.eventLoop.makePromise()
        untakenPieces += 1
        promise.futureResult.assumeIsolated().whenComplete { _ in
            self.untakenPieces -= 1
            guard self.isTakeAwaited else { return }
            if self.untakenPieces > 0 {
                self.awaitTaking(context)
            } else {
                self.isTakeAwaited = false
                self.takeDeadline.cancel()
            }
        }
        context.write(data, promise: promise)
    }

    private func awaitTaking(_ context: ChannelHandlerContext) {
        guard context.channel.isActive else { return }
        isTakeAwaited = true
        takeDeadline.set(limits.writeTimeout, on: context.eventLoop) {
            self.endConnection()
            context.close(promise: nil)
        }
    }

    /// Whether the answer comes before the end of its request over HTTP/1.1, so that what comes next may be the rest of a body, or another
    /// request where a body was promised.
    private var isEarly: Bool { multiplexed == nil && isReading && unanswered == 1 }

    /// The header without what HTTP/2 does not know: fields that speak of a connection (RFC 9113 §8.2.2).
    private func permitted(_ head: HTTPResponse) -> HTTPResponse {
        guard multiplexed != nil, head.headerFields.contains(.connection) else { return head }
        var permitted = head
        permitted.headerFields[.connection] = nil
        return permitted
    }

    /// Tells the client that the connection takes no more requests.
    private func asLastAnswer(_ head: HTTPResponse) -> HTTPResponse {
        if multiplexed != nil {
            endConnection()
            return head
        }
        isLastAnswer = true
        var last = head
        last.headerFields[.connection] = "close"
        return last
    }

    /// Asks for the end of the HTTP/2 connection, which says so once, lets its other streams finish, and refuses new ones.
    private func endConnection() {
        multiplexed?.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
    }

    /// Whether a request over HTTP/2 names a path, as it must (RFC 9113 §8.3.1), and no address; resets its stream else.
    private func isInOriginForm(_ head: HTTPRequest, _ context: ChannelHandlerContext) -> Bool {
        if let path = head.path, path.hasPrefix("/") || path == "*" { return true }
        reset(.protocolError, context)
        return false
    }

    private func reset(_ code: HTTP2ErrorCode, _ context: ChannelHandlerContext) {
        isLingering = true
        context.triggerUserOutboundEvent(NIOHTTP2FramePayloadToHTTPEvent.reset(code: code), promise: nil)
    }

    /// Asks for a place for this stream.
    ///
    /// - Returns: false when there is none, and the stream has been refused.
    private func enter(_ context: ChannelHandlerContext) -> Bool {
        let answer = context.eventLoop.makePromise(of: Void.self)
        hasPlace = true
        isWorking = true
        answer.futureResult.assumeIsolated().whenFailure { _ in
            self.hasPlace = false
            self.reset(.refusedStream, context)
        }
        multiplexed?.triggerUserOutboundEvent(RequestPhase.headReceived, promise: answer)
        return hasPlace
    }

    private func leave(_ context: ChannelHandlerContext) {
        guard hasPlace else { return }
        tell(.answered, context)
        hasPlace = false
        multiplexed?.triggerUserOutboundEvent(RequestPhase.streamEnded, promise: nil)
    }

    private func tell(_ phase: RequestPhase, _ context: ChannelHandlerContext) {
        guard let multiplexed else {
            context.triggerUserOutboundEvent(phase, promise: nil)
            return
        }
        let worksNow = phase == .bodyReceived && !isAnswered && !isStreaming
        if phase == .streaming { isStreaming = true }
        guard hasPlace, worksNow != isWorking else { return }
        isWorking = worksNow
        multiplexed.triggerUserOutboundEvent(phase, promise: nil)
    }

    private func beginBodyDeadline(_ context: ChannelHandlerContext) {
        hasDeadline = true
        tell(.bodyAwaited, context)
        deadline.set(limits.bodyTimeout, on: context.eventLoop) {
            guard self.isReading else { return }
            self.hasTimedOut = true
            self.endConnection()
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
