import ArgumentParser
import CoreMetrics
import Hummingbird
import Identity
import IdentityServer
import Logging
import NIOCore
import ServiceLifecycle
import UnixSignals

/// `tessera serve`.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Run the server.",
        discussion: """
            The first start creates the database, the master secret and the first signing key. Each start prints where \
            they are, and a one-time link for the first administrator while there is none. Log lines go to standard \
            error. Ctrl-C, SIGTERM or SIGHUP finishes the current requests and stops; a second signal stops at once. \
            --http-drain-delay gives a load balancer time to notice.

            Every setting is also an environment variable (--access-token-lifetime is TESSERA_ACCESS_TOKEN_LIFETIME) and a key of \
            the settings file; `tessera config template` prints one. Times are written 90s, 5m, 12h or 30d, lists with commas.

            Example: tessera serve --access-token-lifetime 1m
            """
    )

    @OptionGroup var new: NewDatabaseFlag
    @OptionGroup var flags: SettingFlags

    func run() async throws {
        MemoryAllocator.keepFreedMemory()
        OpenFiles.allowAll()
        let settings = try flags.settings()
        LogHandlers.install(settings.logging)
        let registry = PrometheusRegistry()
        MetricsSystem.bootstrap(registry)
        let logger = Logger(label: "tessera")
        try await OpenState.with(settings, new: .atFirst(anew: new.newDatabase), followsStatus: true, logger: logger) {
            state in
            let metrics = StateMetrics(state, registry: registry)
            let server = try IdentityServer(
                identity: state.identity,
                configuration: settings.server,
                time: state.clock.time,
                machineTime: state.clock.machineTime,
                metricsText: { metrics.text() },
                logger: logger
            )
            let application = server.application { channel in
                let port = channel.localAddress?.port ?? settings.server.port
                // Only a server that listens replaces the link of the one before: a second start on a taken port must not.
                let setupToken: String?
                do {
                    setupToken = try await state.identity.setup.issueToken()
                } catch {
                    logger.error("no link for the first administrator", error: error)
                    setupToken = nil
                }
                do {
                    try Terminal.write(StartText.text(settings, port: port, setupToken: setupToken))
                } catch {
                    logger.warning("standard output cannot be written", metadata: ["error.detail": .string("\(error)")])
                    // It is a secret, so no log line may contain it. The next start prints another one.
                    if setupToken != nil {
                        logger.warning("link for the first administrator lost: restart the server")
                    }
                }
            }
            let group = ServiceGroup(
                configuration: ServiceGroupConfiguration(
                    services: [
                        .init(service: NodeClockWatch(clock: state.clock, logger: logger)),
                        .init(service: MemoryWatch()),
                        .init(service: application),
                    ],
                    gracefulShutdownSignals: ImpatientSignals.ending,
                    logger: logger
                ).bounded(settings.server.drainDelay + .seconds(10))
            )
            try await ImpatientSignals.heed { try await group.run() }
        }
        Terminal.note("tessera: stopped\n")
    }
}

extension ServiceGroupConfiguration {
    /// The configuration with an end to patience: a client that keeps its connection open cannot keep the server alive.
    fileprivate func bounded(_ patience: Duration) -> ServiceGroupConfiguration {
        var configuration = self
        configuration.maximumGracefulShutdownDuration = patience
        return configuration
    }
}
