import NIOCore

/// The time limits of one HTTP/2 connection, which are those of HTTP/1.1.
///
/// - A connection without a request ends ``ServerLimits/headTimeout`` after it was opened, and ``ServerLimits/idleTimeout`` after its
///   last stream.
/// - A header, or another frame but DATA, must end ``ServerLimits/headTimeout`` after it began.
/// - What a stream waits for (a body, or that its answer is taken) is its ``RequestPartHandler``'s, which asks for the connection's end.
/// - A client that sends too many frames which ask for nothing is cut off.
///
/// The end is announced (GOAWAY). After a moment in which requests may still be on their way, further ones are refused, and the
/// connection is closed with its last stream: whatever the client sends or does not send.
///
/// Confined to its event loop.
final class MultiplexedConnection {
    private let limits: ServerLimits
    private let places: ConnectionPlaces
    private let place: ConnectionPlace
    /// Until when there must be a stream, or until when the end has been announced.
    private let deadline: Deadline
    /// Until when what has begun must have ended.
    private let frameDeadline = Deadline()
    private var scanner = HTTP2FrameScanner()
    private var budget: ControlFrameBudget
    private var streams = StreamLedger()
    private var watched: Int?

    /// - Parameters:
    ///   - limits: how long a client may take.
    ///   - places: where its streams get their places.
    ///   - place: its own.
    ///   - deadline: the one that has run since it was opened.
    ///   - context: of the handler that reads its bytes.
    init(
        limits: ServerLimits,
        places: ConnectionPlaces,
        place: ConnectionPlace,
        deadline: Deadline,
        _ context: ChannelHandlerContext
    ) {
        self.limits = limits
        self.places = places
        self.place = place
        self.deadline = deadline
        budget = ControlFrameBudget(maximum: limits.maximumControlFrames, now: context.eventLoop.now)
    }

    /// Passes on what the client has sent.
    func read(_ bytes: ByteBuffer, _ context: ChannelHandlerContext) {
        let now = context.eventLoop.now
        var isTooMuch = false
        let passed = scanner.scan(bytes) { kind in
            if !budget.spend(on: kind, now: now) { isTooMuch = true }
        }
        guard !isTooMuch else {
            context.close(promise: nil)
            return
        }
        context.fireChannelRead(NIOAny(passed))
        guard scanner.unfinished != watched else { return }
        watched = scanner.unfinished
        if watched == nil {
            frameDeadline.cancel()
        } else {
            frameDeadline.set(limits.headTimeout, on: context.eventLoop) { context.close(promise: nil) }
        }
    }

    /// Takes in what a stream, or the connection's end, is at.
    ///
    /// - Returns: false when the stream must be refused.
    func note(_ phase: RequestPhase, _ context: ChannelHandlerContext) -> Bool {
        switch phase {
        case .headReceived:
            guard streams.ending != .final, places.open(place) else { return false }
            streams.opened()
            if streams.ending == .none { deadline.cancel() }
        case .bodyAwaited, .answered, .streaming:
            streams.works(false)
        case .bodyReceived:
            streams.works(true)
        case .streamEnded:
            places.close(place)
            streams.ended()
            if streams.open == 0 { rest(context) }
        case .windingDown:
            windDown(context)
        }
        if streams.working > 0 { place.works() } else { place.waits() }
        return true
    }

    /// Forgets its timers.
    func invalidate() {
        frameDeadline.invalidate()
    }

    /// There is no stream any more.
    private func rest(_ context: ChannelHandlerContext) {
        switch streams.ending {
        case .none:
            deadline.set(limits.idleTimeout, on: context.eventLoop) {
                context.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
            }
        case .announced: break
        case .final:
            // The frame that ended the stream has been written, and is flushed after this.
            deadline.set(.zero, on: context.eventLoop) { context.close(promise: nil) }
        }
    }

    private func windDown(_ context: ChannelHandlerContext) {
        guard streams.ending == .none else { return }
        streams.ending = .announced
        deadline.set(limits.lingerTimeout, on: context.eventLoop) { [self] in
            streams.ending = .final
            context.fireUserInboundEventTriggered(LastStream(identifier: scanner.lastStream))
            if streams.open == 0 { context.close(promise: nil) }
        }
    }
}

@available(*, unavailable)
extension MultiplexedConnection: Sendable {}
