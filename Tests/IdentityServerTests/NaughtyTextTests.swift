import Foundation
import HTTPTypes
import HummingbirdTesting
import TesseraJOSE
import Testing

@testable import Identity
@testable import IdentityServer

/// Texts that have broken other programs, in every member of every body and query.
@Suite struct NaughtyTextTests {
    /// The big list of naughty strings beside the project, where it is there; always the worst ones of ours.
    static let texts: [String] = {
        let own = [
            "\0", "a\0b", "\u{FEFF}", "\u{202E}abc", "' OR 1=1 --", "\"; DROP TABLE accounts; --", "%00",
            "../../etc/passwd",
            "\u{1F468}\u{200D}\u{1F469}", "e\u{301}\u{301}\u{301}", String(repeating: "x", count: 10_000), "\n\r\t",
            " ", "",
        ]
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../../shared/vectors/blns.json").standardized
        guard let bytes = try? Data(contentsOf: file), let list = try? JSONValue(parsing: Array(bytes)).array else {
            print("the big list of naughty strings is not beside the project; only our own ones are tried")
            return own
        }
        return own + list.compactMap(\.string)
    }()

    @Test func `no text in any member of any body makes the server fail`() async throws {
        try await TestServer().run { caller in
            try await caller.register()
            let bearer = try await caller.login().bearer
            let bodies: [(HTTPRequest.Method, String, [String])] = [
                (.post, "/auth/register", ["user_name", "email", "password", "display_name"]),
                (.post, "/auth/login", ["identifier", "password", "scope", "transport"]),
                (.post, "/auth/refresh", ["refresh_token"]),
                (.post, "/auth/logout", ["refresh_token"]),
                (.post, "/auth/setup", ["setup_token", "user_name", "password"]),
                (.patch, "/auth/me", ["user_name", "email", "display_name", "current_password"]),
                (.put, "/auth/me/password", ["current_password", "new_password"]),
                (.delete, "/auth/me", ["password"]),
            ]
            let fitting: [String: JSONValue] = [
                "user_name": "eve", "identifier": "ada", "password": .string(TestServer.password),
                "current_password": .string(TestServer.password), "new_password": .string(TestServer.password),
            ]
            for (method, path, members) in bodies {
                for member in members {
                    for text in Self.texts {
                        var body: JSONObject = [:]
                        for other in members { body[other] = fitting[other] }
                        body[member] = .string(text)
                        let answer = try await caller.call(method, path, .object(body), bearer)
                        #expect(answer.status.code < 500, "\(method) \(path) \(member): \(text.debugDescription)")
                    }
                }
            }
        }
    }

    @Test func `no text in a path or a query makes the server fail`() async throws {
        let server = try await TestServer()
        try await server.run { caller in
            let bearer = try await server.administrator(caller).bearer
            var unreserved = CharacterSet.alphanumerics
            unreserved.insert(charactersIn: "-._~")
            for text in Self.texts where text.utf8.count < 4000 {
                let coded = try #require(text.addingPercentEncoding(withAllowedCharacters: unreserved))
                for path in [
                    "/admin/users?search=\(coded)", "/admin/users?after=\(coded)", "/admin/users?limit=\(coded)",
                    "/admin/users?disabled=\(coded)", "/admin/users/\(coded)", "/auth/sessions?\(coded)=\(coded)",
                    "/assets/\(coded)", "/\(coded)",
                ] {
                    let answer = try await caller.get(path, bearer)
                    #expect(answer.status.code < 500, "\(path)")
                }
            }
        }
    }
}
