import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import ServiceLifecycle

/// An application that, when it is told to stop, says so at once and goes on for a while, before it closes anything.
struct DrainingApplication<Base: ApplicationProtocol>: ApplicationProtocol {
    typealias Responder = Base.Responder

    let base: Base
    let pause: DrainPause
    let streams: StatusStreams

    var responder: Base.Responder { get async throws { try await base.responder } }
    var server: HTTPServerBuilder { base.server }
    var eventLoopGroup: any EventLoopGroup { base.eventLoopGroup }
    var configuration: ApplicationConfiguration { base.configuration }
    var logger: Logger { base.logger }
    var services: [any Service] { base.services }
    var processesRunBeforeServerStart: [@Sendable () async throws -> Void] { base.processesRunBeforeServerStart }

    @Sendable func onServerRunning(_ channel: any Channel) async { await base.onServerRunning(channel) }

    func run() async throws {
        // The last one is told to stop first, and the one before it once that one has ended.
        let services: [any Service] = [ServingApplication(base: base, streams: streams), pause]
        try await ServiceGroup(configuration: ServiceGroupConfiguration(services: services, logger: logger)).run()
    }
}

/// An application whose status streams end when it is told to stop: they would keep it waiting for as long as it has patience.
private struct ServingApplication<Base: ApplicationProtocol>: Service {
    let base: Base
    let streams: StatusStreams

    func run() async throws {
        try await withGracefulShutdownHandler {
            try await base.run()
        } onGracefulShutdown: {
            streams.stop()
        }
    }
}
