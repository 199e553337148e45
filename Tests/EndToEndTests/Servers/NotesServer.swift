import Foundation

/// A running `notes`: an API that accepts the tokens of a Tessera.
struct NotesServer: Sendable {
    let program: RunningProgram
    let api: API

    /// Starts the API for a server's tokens, waits until it listens, lets `body` use it, and kills it in any case.
    ///
    /// - Parameters:
    ///   - server: The issuer.
    ///   - audience: What tokens must be for.
    static func with<Result>(
        for server: TesseraServer,
        audience: String,
        _ body: (NotesServer) async throws -> Result
    ) async throws -> Result {
        let launch = RunningProgram.Launch(
            path: ProgramFolder.url.appendingPathComponent("notes").path,
            arguments: ["--issuer", server.issuer, "--audience", audience, "--port", "0", "--leeway", "0"],
            folder: server.folder
        )
        let program = try RunningProgram(launch)
        do {
            let address = try await address(of: program)
            let result = try await API.with(address) { try await body(NotesServer(program: program, api: $0)) }
            try await program.killAndWait()
            return result
        } catch {
            try? await program.killAndWait()
            throw error
        }
    }

    /// Where it says that it listens.
    private static func address(of program: RunningProgram) async throws -> String {
        try await eventually("notes told its address\n\(program.transcript)") { () -> String? in
            if let ending = program.ended {
                throw NeverHappened(description: "notes kept running, but \(ending)\n\(program.transcript)")
            }
            guard program.output.hasSuffix("\n") else { return nil }
            return program.output.split(separator: " ").first { $0.hasPrefix("http://127.0.0.1:") }.map(String.init)
        }
    }
}
