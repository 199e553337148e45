import Foundation

/// How `tessera` is started, where that is not as usual.
struct ServerLaunch: Sendable {
    /// A program and its arguments that becomes the one named after them, and stays the same process: `setpriv`, `nsenter`.
    var prefix: [String] = []
    /// More of the environment.
    var environment: [String: String] = [:]

    /// What starts `tessera` with these arguments.
    func tessera(_ arguments: [String], in folder: TemporaryFolder) -> RunningProgram.Launch {
        let all = prefix + [ProgramFolder.url.appendingPathComponent("tessera").path] + arguments
        return RunningProgram.Launch(
            path: all[0],
            arguments: Array(all.dropFirst()),
            environment: environment,
            folder: folder
        )
    }
}
