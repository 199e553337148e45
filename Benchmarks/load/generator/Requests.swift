import Foundation
import NIOCore
import NIOHTTP1

/// Writes requests, and takes from the answers what later ones need.
struct Requests {
    /// A request, and what its answer changes about the sessions.
    struct Next: Sendable {
        let head: HTTPRequestHead
        let body: ByteBuffer?
        let settle: @Sendable (Answer?, inout Sessions) -> Void
    }

    private let password: String

    init(password: String) {
        // As it stands in JSON, without the quotation marks around it.
        let quoted = (try? JSONEncoder().encode(password)).map { String(decoding: $0, as: UTF8.self) } ?? "\"\""
        self.password = String(quoted.dropFirst().dropLast())
    }

    /// The next request of a kind; nil when there is no session to send it for.
    func next(
        _ operation: LoadStream.Operation,
        accounts: Int,
        _ sessions: inout Sessions,
        _ random: inout SeededRandom
    ) -> Next? {
        switch operation {
        case .keySet:
            return Next(head: Self.head(.GET, "/.well-known/jwks.json"), body: nil) { _, _ in }
        case .me:
            guard let token = sessions.nextAccessToken() else { return nil }
            return Next(head: Self.head(.GET, "/auth/me", [("authorization", "Bearer \(token)")]), body: nil) { _, _ in
            }
        case .login:
            let name = String(format: "seed-%06d", Int.random(in: 1...accounts, using: &random))
            return Self.post("/auth/login", #"{"identifier":"\#(name)","password":"\#(password)"}"#) {
                answer,
                sessions in
                if let tokens = Self.tokens(answer) { sessions.began(tokens.refresh) }
            }
        case .refresh:
            guard let token = sessions.takeForRefresh() else { return nil }
            // The same for every attempt with one token, as a client that follows the rules has it.
            let attempt = [("tessera-attempt", String(token.suffix(22)))]
            return Self.post("/auth/refresh", #"{"refresh_token":"\#(token)"}"#, attempt) { answer, sessions in
                if let tokens = Self.tokens(answer) {
                    sessions.refreshed(tokens.refresh, access: tokens.access)
                } else if answer == nil || answer?.status ?? 0 >= 500 {
                    sessions.returned(token)
                }
            }
        case .logout:
            guard let token = sessions.takeForLogout() else { return nil }
            return Self.post("/auth/logout", #"{"refresh_token":"\#(token)"}"#) { _, _ in }
        }
    }

    private static func post(
        _ path: String,
        _ body: String,
        _ headers: [(String, String)] = [],
        settle: @escaping @Sendable (Answer?, inout Sessions) -> Void
    ) -> Next {
        let bytes = ByteBuffer(string: body)
        let fields = [("content-type", "application/json"), ("content-length", String(bytes.readableBytes))] + headers
        return Next(head: head(.POST, path, fields), body: bytes, settle: settle)
    }

    private static func head(_ method: HTTPMethod, _ path: String, _ fields: [(String, String)] = []) -> HTTPRequestHead
    {
        HTTPRequestHead(
            version: .http1_1,
            method: method,
            uri: path,
            headers: HTTPHeaders([("host", "localhost")] + fields)
        )
    }

    private static func tokens(_ answer: Answer?) -> (access: String, refresh: String)? {
        guard let answer, answer.status == 200, let access = member("access_token", of: answer.body),
            let refresh = member("refresh_token", of: answer.body)
        else { return nil }
        return (access, refresh)
    }

    /// A member of the answer, whose values need no escape.
    private static func member(_ name: String, of body: ByteBuffer) -> String? {
        let bytes = body.readableBytesView
        guard let key = bytes.firstRange(of: Array("\"\(name)\":\"".utf8)) else { return nil }
        let value = bytes[key.upperBound...]
        guard let end = value.firstIndex(of: UInt8(ascii: "\"")) else { return nil }
        return String(decoding: value[..<end], as: UTF8.self)
    }
}
