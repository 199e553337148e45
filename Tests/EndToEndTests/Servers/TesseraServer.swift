import Foundation
import NIOHTTP1
import TesseraJOSE

/// A running `tessera serve`, reached over its port.
struct TesseraServer: Sendable {
    let program: RunningProgram
    let folder: TemporaryFolder
    let port: Int
    let api: API

    /// What its tokens name as issuer.
    var issuer: String { "http://localhost:\(port)" }

    /// Starts a server, waits until it is ready, lets `body` use it, and kills it in any case.
    ///
    /// - Parameters:
    ///   - folder: Where it works; its state lies in `.tessera` below.
    ///   - port: The port it must have; nil for any free one.
    ///   - flags: More flags of `serve`; they may name the port.
    ///   - launch: How the process is started, where that is not as usual.
    ///   - body: What to do with the running server.
    static func with<Result>(
        in folder: TemporaryFolder,
        port: Int? = nil,
        flags: @Sendable (_ port: Int) -> [String] = { _ in [] },
        launch: ServerLaunch = ServerLaunch(),
        _ body: (TesseraServer) async throws -> Result
    ) async throws -> Result {
        for _ in 0..<10 {
            let chosen = try port ?? FreePort.find()
            let program = try start(in: folder, port: chosen, flags: flags(chosen), launch: launch)
            // By address and not by name: a name is looked up anew for each connection.
            let outcome = try await API.with("http://127.0.0.1:\(chosen)") { api -> Result? in
                let server = TesseraServer(program: program, folder: folder, port: chosen, api: api)
                do {
                    guard try await server.becomesReady() else { return nil }
                    let result = try await body(server)
                    try await program.killAndWait()
                    return result
                } catch {
                    try? await program.killAndWait()
                    throw error
                }
            }
            if let outcome { return outcome }
            if port != nil { throw NeverHappened(description: "port \(chosen) was free\n\(program.transcript)") }
        }
        throw NeverHappened(description: "a free port stayed free until a server listened on it")
    }

    /// Starts a server without waiting for anything.
    static func start(
        in folder: TemporaryFolder,
        port: Int,
        flags: [String] = [],
        launch: ServerLaunch = ServerLaunch()
    ) throws -> RunningProgram {
        try RunningProgram(launch.tessera(["serve", "--http-port", "\(port)"] + flags, in: folder))
    }

    /// Waits until the server has printed where everything is, and answers.
    /// - Returns: False when somebody else took the port first.
    private func becomesReady() async throws -> Bool {
        try await eventually("the server was ready\n\(program.transcript)") { () -> Bool? in
            if let ending = program.ended {
                if program.errors.contains("the port is taken") { return false }
                throw NeverHappened(description: "the server kept running, but \(ending)\n\(program.transcript)")
            }
            guard program.output.contains("Ctrl-C ends it.") else { return nil }
            return try await api.send(.GET, "/health/ready").status == 200 ? true : nil
        }
    }

    /// Makes the first administrator.
    /// - Returns: Their access token.
    func makeAdministrator() async throws -> String {
        guard let setupToken else { throw NeverHappened(description: "a link was printed\n\(program.transcript)") }
        let setup: JSONValue = [
            "setup_token": .string(setupToken), "user_name": "root", "password": .string(goodPassword),
        ]
        let answer = try await api.send(.POST, "/auth/setup", setup)
        guard answer.status == 201 else { throw NeverHappened(description: "root was made\n\(answer)") }
        return try await api.session("root").access
    }

    /// The one-time token in the link for the first administrator, if one was printed.
    var setupToken: String? {
        program.output.split(whereSeparator: \.isWhitespace).firstMatch(after: "\(issuer)/setup#setup_token=")
    }
}

extension Sequence where Element == Substring {
    /// What follows `prefix` in the first element that begins with it.
    fileprivate func firstMatch(after prefix: String) -> String? {
        first { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
    }
}
