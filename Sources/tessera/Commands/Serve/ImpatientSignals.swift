import Foundation
import UnixSignals

/// The signals that end the server: the first one in order, the second one at once.
enum ImpatientSignals {
    /// Ctrl-C, what a service manager sends, and the end of the terminal that it was started from.
    static let ending: [UnixSignal] = [.sigterm, .sigint, .sighup]

    /// Runs the server, which ends in order at the first signal; ends the process at the second one.
    ///
    /// Each answer that was given is on the disk already, so nothing is lost but the answers under way.
    static func heed(while serve: () async throws -> Void) async throws {
        let signals = await UnixSignalsSequence(trapping: ending)
        let watch = Task {
            var count = 0
            for await signal in signals {
                count += 1
                guard count > 1 else { continue }
                Terminal.note("tessera: a second signal; stopped at once\n")
                // As a shell tells the end by a signal. No handlers: they might wait for what is under way.
                _exit(128 + signal.rawValue)
            }
        }
        defer { watch.cancel() }
        try await serve()
    }
}
