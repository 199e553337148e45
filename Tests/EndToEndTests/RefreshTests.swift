import NIOHTTP1
import TesseraJOSE
import Testing

extension EndToEnd {
    @Suite("Refreshes")
    struct RefreshTests {
        @Test func `twenty refreshes of one token at once get one successor`() async throws {
            try await TemporaryFolder.with { folder in
                try await TesseraServer.with(in: folder) { server in
                    let api = server.api
                    let tokens = try await api.newSession("ada")
                    let answers = try await withThrowingTaskGroup(of: Answer.self) { group in
                        for number in 0..<20 {
                            group.addTask { try await api.refresh(tokens.refresh, attempt: "tab-\(number)") }
                        }
                        return try await group.reduce(into: []) { $0.append($1) }
                    }
                    #expect(answers.allSatisfy { $0.status == 200 }, "\(answers)")
                    #expect(Set(try answers.map { try $0.string("refresh_token") }).count == 1)
                    #expect(try answers.allSatisfy { try $0.json["generation"] == 1 })
                }
            }
        }

        @Test func `a stolen token that comes back ends its session, and the owner learns why`() async throws {
            try await TemporaryFolder.with { folder in
                try await TesseraServer.with(in: folder, flags: { _ in ["--refresh-policy", "strict"] }) { server in
                    let stolen = try await server.api.newSession("ada")
                    let other = try await server.api.session("ada")
                    let owner = try Tokens(await server.api.refresh(stolen.refresh, attempt: "owner"))

                    let thief = try await server.api.refresh(stolen.refresh, attempt: "thief")
                    #expect(thief.status == 400, "\(thief)")
                    let refused = try await server.api.refresh(owner.refresh)
                    #expect(try refused.json["cause"] == "refresh_token_reuse", "\(refused)")
                    let shown = try await server.api.send(.GET, "/auth/sessions", token: other.access)
                    let session = try shown.json["sessions"]?.array?.first { $0["id"] == .string(stolen.sessionID) }
                    #expect(session?["end"]?["cause"] == "refresh_token_reuse", "\(shown)")
                    #expect(session?["end"]?["evidence"]?["generation_gap"] == 1)
                    #expect(try await server.api.refresh(other.refresh).status == 200, "another device was signed out")
                }
            }
        }
    }
}
