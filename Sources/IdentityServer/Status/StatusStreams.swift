import HTTPTypes
import Hummingbird
import Identity
import Logging
import NIOCore
import Synchronization

/// The open connections of `GET /status/events`.
///
/// A connection costs its channel, one task that waits, and at most 64 messages that wait with it. Nothing of it has a timer:
/// heartbeats come to all at once.
final class StatusStreams: Sendable {
    private let status: StatusService
    private let verifiers: VerifierRegistry
    private let limits: StatusStreamLimits
    private let slots: SubscriberSlots
    private let frames = StatusFrames()
    private let channels = Mutex<[ObjectIdentifier: any Channel]>([:])

    /// How long a listener that does not read may keep a server from stopping.
    private static let farewell: TimeAmount = .seconds(1)

    init(identity: IdentitySystem, limits: StatusStreamLimits) {
        status = identity.status
        verifiers = identity.verifiers
        self.limits = limits
        slots = SubscriberSlots(limits: limits)
    }

    private static let headers: HTTPFields = [
        .contentType: "text/event-stream", .cacheControl: "no-store",
        // nginx would collect the events otherwise.
        .accelBuffering: "no",
    ]

    /// An answer that lasts until the client, or the server, goes.
    ///
    /// - Parameters:
    ///   - listener: who listens.
    ///   - name: the name that the verifier gives itself.
    ///   - known: the last event that it has heard of.
    ///   - isHead: whether the client wants the header only.
    ///   - context: whose connection it is.
    /// - Returns: the answer; nothing is subscribed until its body is written.
    /// - Throws: a ``Problem`` `overloaded` when there are too many.
    func response(
        to listener: SubscriberSlots.Listener,
        name: String?,
        after known: StatusEventID?,
        isHead: Bool,
        _ context: ServerContext
    ) throws -> Response {
        guard !isHead else { return .bodiless(.ok, Self.headers) }
        let (channel, address, logger) = (context.connection, context.clientAddress, context.logger)
        let slot = try slots.take(listener) { channel.close(promise: nil) }
        var headers = Self.headers
        headers[.connection] = "close"
        return Response(
            status: .ok,
            headers: headers,
            body: ResponseBody { writer in
                // Until here nothing was subscribed: a client that has gone meanwhile costs no more than its slot.
                defer { withExtendedLifetime(slot) {} }
                try await self.run(&writer, name: name, address: address, after: known, channel, logger)
            }
        )
    }

    @concurrent
    private func run(
        _ writer: inout any ResponseBodyWriter,
        name: String?,
        address: String,
        after known: StatusEventID?,
        _ channel: any Channel,
        _ logger: Logger
    ) async throws {
        // Written down first, so that a verifier can confirm as soon as it has read its stream's name.
        let stream = try await verifiers.connect(name: name, address: address)
        let subscription = status.subscribe(after: known) { channel.close(promise: nil) }
        channels.withLock { $0[ObjectIdentifier(channel)] = channel }
        channel.triggerUserOutboundEvent(RequestPhase.streaming, promise: nil)
        let status = status
        channel.closeFuture.whenComplete { _ in status.end(subscription) }
        do {
            try await writer.write(StatusFrames.hello(stream: stream, subscription, heartbeat: limits.heartbeat))
            if !subscription.missed.isEmpty {
                try await writer.write(ByteBuffer(string: StatusFrames.text(of: subscription.missed)))
            }
            for await message in subscription.messages {
                try await writer.write(frames.frames(message))
            }
            try await writer.finish(nil)
        } catch {
            // The client has gone; it comes back when it wants.
        }
        channels.withLock { $0[ObjectIdentifier(channel)] = nil }
        status.end(subscription)
        channel.close(promise: nil)
        do {
            try await verifiers.disconnect(stream)
        } catch is StorageFailure {
            // Told by `StorageHealth`.
        } catch {
            logger.error("disconnected verifier not recorded", metadata: ["error.detail": .string("\(error)")])
        }
    }

    /// Ends every connection, and every later one at once, so that the server can stop.
    func stop() {
        status.endSubscriptions()
        for channel in channels.withLock({ Array($0.values) }) {
            channel.eventLoop.scheduleTask(in: Self.farewell) { channel.close(promise: nil) }
        }
    }
}
