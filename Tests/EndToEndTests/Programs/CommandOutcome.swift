import Foundation
import TesseraJOSE

/// What came of a command that ran to its end.
struct CommandOutcome: Sendable, CustomStringConvertible {
    let ending: RunningProgram.Ending
    let output: String
    let errors: String

    /// Standard output read as JSON.
    var json: JSONValue {
        get throws {
            try JSONValue(
                parsing: Array(output.utf8),
                limits: JSONLimits(maximumBytes: 10_000_000, maximumMembers: 1_000_000)
            )
        }
    }

    var description: String { "\(ending)\nstandard output:\n\(output)\nstandard error:\n\(errors)" }
}

extension TemporaryFolder {
    /// Runs `tessera` in this folder to its end.
    ///
    /// - Parameters:
    ///   - arguments: Its arguments.
    ///   - environment: Its `TESSERA_…` variables.
    ///   - input: What it reads from standard input.
    func tessera(
        _ arguments: String...,
        environment: [String: String] = [:],
        input: String = ""
    ) async throws -> CommandOutcome {
        try await run(
            ProgramFolder.url.appendingPathComponent("tessera").path,
            arguments,
            environment: environment,
            input: input
        )
    }

    /// Runs a program in this folder to its end.
    func run(
        _ path: String,
        _ arguments: [String],
        environment: [String: String] = [:],
        input: String = ""
    ) async throws -> CommandOutcome {
        let launch = RunningProgram.Launch(
            path: path,
            arguments: arguments,
            environment: environment,
            folder: self,
            input: input
        )
        let program = try RunningProgram(launch)
        do {
            let ending = try await program.end()
            return CommandOutcome(ending: ending, output: program.output, errors: program.errors)
        } catch {
            try? await program.killAndWait()
            throw error
        }
    }
}
