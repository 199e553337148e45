import Foundation
import NIOHTTP1
import TesseraJOSE
import Testing

extension EndToEnd {
    @Suite("A clock that jumps", .enabled(if: SettableClock.isPossible, "\(SettableClock.skipped)"))
    struct ClockTests {
        @Test func `by an hour, forwards and backwards, ends no session and shuts nobody out`() async throws {
            try await TemporaryFolder.with { folder in
                let clock = try await SettableClock(in: folder)
                // Refreshes of an honest client are told apart from a thief's by every policy; the strict one has no grace window.
                let flags = ["--refresh-policy", "strict", "--log-level", "notice"]
                try await TesseraServer.with(in: folder, flags: { _ in flags }, launch: clock.launch) { server in
                    defer { SettableClock.cleanUp(after: server.program) }
                    var visitor = try await Visitor(server)
                    var ahead = 0
                    for next in [3600, 0, -3600, 0] {
                        try clock.set(ahead: next)
                        try await server.expectJump(of: next - ahead)
                        try await visitor.look(after: "\(ahead) to \(next)")
                        ahead = next
                    }
                }
            }
        }

        @Test func `a server that was first started an hour ahead goes on with its key when the clock is put right`()
            async throws
        {
            try await TemporaryFolder.with { folder in
                let clock = try await SettableClock(in: folder)
                try clock.set(ahead: 3600)
                let flags = ["--log-level", "notice"]
                try await TesseraServer.with(in: folder, flags: { _ in flags }, launch: clock.launch) { server in
                    defer { SettableClock.cleanUp(after: server.program) }
                    var visitor = try await Visitor(server)
                    try clock.set(ahead: 0)
                    try await server.expectJump(of: -3600)
                    try await visitor.look(after: "3600 to 0")
                }
            }
        }
    }
}

/// Somebody whom the clock of the server should not trouble.
private struct Visitor {
    private let server: TesseraServer
    private let keys: JSONValue
    private var tokens: Tokens
    private var attempts = 0

    init(_ server: TesseraServer) async throws {
        self.server = server
        tokens = try await server.api.newSession("ada")
        keys = try await server.api.send(.GET, "/.well-known/jwks.json").json
    }

    /// Refreshes, signs in, signs out, and looks whether each does what it should.
    mutating func look(after jump: String) async throws {
        let api = server.api
        let before = tokens
        // The access token from before may come from the future or be past its time; the session is neither.
        attempts += 1
        let refreshed = try await api.refresh(before.refresh, attempt: "attempt-\(attempts)")
        try #require(refreshed.status == 200, "\(jump): \(refreshed)")
        tokens = try Tokens(refreshed)
        let repeated = try await api.refresh(before.refresh, attempt: "attempt-\(attempts)")
        #expect(try repeated.string("refresh_token") == tokens.refresh, "\(jump): \(repeated)")
        for path in ["/auth/me", "/auth/check"] {
            let answer = try await api.send(.GET, path, token: tokens.access)
            #expect(answer.status == 200, "\(jump), \(path): \(answer)")
        }
        #expect(try await api.send(.GET, "/.well-known/jwks.json").json == keys, "\(jump): another key")

        // The throttle's numbers are of another time. Nobody waits longer than an interval for that, half a minute at most.
        let other = try await eventually(
            "\(jump): ada could sign in\n\(server.program.transcript)",
            within: .seconds(32)
        ) {
            let answer = try await api.logIn("ada")
            guard answer.status == 429 else { return try Tokens(answer) }
            return nil
        }
        let stolen = try await api.send(.POST, "/auth/logout", ["refresh_token": .string(other.refresh)])
        #expect(stolen.status == 204, "\(jump): \(stolen)")
        let ended = try await api.send(.GET, "/auth/check", token: other.access)
        #expect(ended.status == 401, "\(jump): \(ended)")
        let dead = try await api.refresh(other.refresh)
        #expect(try dead.status == 400 && dead.string("cause") == "signed_out", "\(jump): \(dead)")
    }
}

extension TesseraServer {
    /// Waits until the server has noticed that its clock was set, and has said so.
    fileprivate func expectJump(of seconds: Int) async throws {
        let words = "\"clock.seconds\":"
        let jumps = (seconds - 5...seconds + 5).map { "\(words)\($0)" }
        try await eventually("the log told of a jump by \(seconds) s\n\(program.transcript)", within: .seconds(10)) {
            let last = program.errors.split(separator: "\n").last { $0.contains("the system clock jumped") }
            return last.map { line in jumps.contains { line.contains($0) } } ?? false
        }
    }
}
