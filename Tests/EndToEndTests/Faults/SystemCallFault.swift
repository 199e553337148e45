import Foundation

/// System calls of a running server that fail, or take long, while `strace` is at it.
struct SystemCallFault: Sendable {
    /// Whether `strace` is there and may trace.
    static let isPossible: Bool = ToolCheck.succeeds("strace", ["-e", "trace=none", "true"])
    static let skipped: String = "needs strace and the right to trace: Scripts/setup.sh --tests installs it"

    /// Which calls, as `strace` names them.
    let calls: String
    /// What becomes of them: `error=EIO`, `delay_enter=` with microseconds.
    let effect: String

    /// Lets the calls of a process fail for as long as `body` takes.
    func with<Result>(
        at program: RunningProgram,
        in folder: TemporaryFolder,
        _ body: () async throws -> Result
    ) async throws -> Result {
        let tracer = try await begin(at: program, in: folder)
        do {
            let result = try await body()
            try await Self.end(tracer)
            return result
        } catch {
            try? await Self.end(tracer)
            throw error
        }
    }

    private func begin(at program: RunningProgram, in folder: TemporaryFolder) async throws -> RunningProgram {
        let tracer = try RunningProgram(
            RunningProgram.Launch(
                path: "/usr/bin/env",
                arguments: [
                    "strace", "-f", "-p", "\(program.processID)", "-o", "/dev/null", "-e", "trace=\(calls)", "-e",
                    "inject=\(calls):\(effect)",
                ],
                folder: folder
            )
        )
        try await eventually("strace was at the server\n\(tracer.transcript)") { tracer.errors.contains("attached") }
        return tracer
    }

    /// Killed, since it inherits a mask that blocks every other signal; the kernel lets the process go on, and the calls that
    /// were held fail once more.
    private static func end(_ tracer: RunningProgram) async throws {
        try await tracer.killAndWait()
    }
}
