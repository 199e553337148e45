// How long a signed-out session's access token is still accepted by a verifier in another process than the server.
//
// revocation-bench ISSUER AUDIENCE ACCOUNTS PASSWORD SESSIONS
// Signs in SESSIONS times with the accounts login1, login2, …; then ends one session after the other, and measures the time from the
// answer of the sign-out to the refusal of the access token. Prints one line of JSON.

import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import TesseraVerifier

struct BenchmarkFailure: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

@main
struct RevocationBench {
    let issuer: String
    let verifier: AccessTokenVerifier

    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 6, let accounts = Int(arguments[3]), let sessions = Int(arguments[5]) else {
            throw BenchmarkFailure("usage: revocation-bench ISSUER AUDIENCE ACCOUNTS PASSWORD SESSIONS")
        }
        let remote = try RemoteIssuer(arguments[1], verifierName: "benchmark")
        let listening = Task { await remote.run() }
        defer { listening.cancel() }
        let benchmark = RevocationBench(issuer: arguments[1], verifier: remote.verifier(audience: arguments[2]))
        var tokens: [SessionTokens] = []
        for number in 0..<sessions {
            tokens.append(try await benchmark.signIn("login\(number % accounts + 1)", arguments[4]))
        }
        for token in tokens { _ = try await benchmark.verifier.verify(token.accessToken) }
        var milliseconds: [Double] = []
        for token in tokens { milliseconds.append(try await benchmark.delay(of: token)) }
        milliseconds.sort()
        func percentile(_ part: Double) -> Double { milliseconds[Int(Double(milliseconds.count - 1) * part)] }
        print(
            String(
                format: #"{"sessions":%d,"p50Milliseconds":%.3f,"p99Milliseconds":%.3f,"largestMilliseconds":%.3f}"#,
                milliseconds.count,
                percentile(0.5),
                percentile(0.99),
                percentile(1)
            )
        )
    }

    /// Milliseconds from the answer of the sign-out to the refusal.
    private func delay(of tokens: SessionTokens) async throws -> Double {
        let clock = ContinuousClock()
        try await post("/auth/logout", ["refresh_token": tokens.refreshToken])
        let answered = clock.now
        while clock.now - answered < .seconds(5) {
            do {
                _ = try await verifier.verify(tokens.accessToken)
            } catch let error as VerificationError where error.rule == .status {
                return (clock.now - answered) / .milliseconds(1)
            }
            try await Task.sleep(for: .microseconds(100))
        }
        throw BenchmarkFailure("a token was still accepted five seconds after its session had ended")
    }

    private func signIn(_ identifier: String, _ password: String) async throws -> SessionTokens {
        let body = try await post("/auth/login", ["identifier": identifier, "password": password])
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(SessionTokens.self, from: body)
    }

    @discardableResult
    private func post(_ path: String, _ members: [String: String]) async throws -> Data {
        var request = HTTPClientRequest(url: issuer + path)
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/json")
        request.body = .bytes(ByteBuffer(bytes: try JSONEncoder().encode(members)))
        let answer = try await HTTPClient.shared.execute(request, timeout: .seconds(10))
        let body = try await answer.body.collect(upTo: 65_536)
        guard (200..<300).contains(answer.status.code) else {
            throw BenchmarkFailure("\(path) answered \(answer.status.code)")
        }
        return Data(body.readableBytesView)
    }
}

struct SessionTokens: Decodable {
    let accessToken: String
    let refreshToken: String
}
