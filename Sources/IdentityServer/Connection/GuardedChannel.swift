import HummingbirdCore
import Logging
import NIOCore
import NIOSSL

/// A channel of Hummingbird's with a ``HeadDeadlineHandler`` where plain bytes pass: behind TLS if there is TLS, else in front.
struct GuardedChannel<Base: ServerChildChannel>: ServerChildChannel {
    typealias Value = Base.Value

    let base: Base
    let limits: ServerLimits
    let places: ConnectionPlaces

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Base.Value> {
        base.setup(channel: channel, logger: logger).flatMapThrowing { value in
            let pipeline = channel.pipeline.syncOperations
            let handler = HeadDeadlineHandler(limits: limits, places: places)
            if let encryption = try? pipeline.handler(type: NIOSSLServerHandler.self) {
                try pipeline.addHandler(handler, position: .after(encryption))
            } else {
                try pipeline.addHandler(handler, position: .first)
            }
            return value
        }
    }

    func handle(value: Base.Value, logger: Logger) async {
        await base.handle(value: value, logger: logger)
    }
}

extension ServerChildChannel {
    /// This channel, with its clients held to `limits`, and with its place among `places`.
    func guarded(by limits: ServerLimits, _ places: ConnectionPlaces) -> any ServerChildChannel {
        GuardedChannel(base: self, limits: limits, places: places)
    }
}
