import Foundation
import NIOHTTP1
import TesseraJOSE
import Testing

extension EndToEnd {
    @Suite("Rotations of the signing key")
    struct KeyRotationTests {
        private func seconds(from: String, to: String, of key: JSONValue) throws -> TimeInterval {
            func moment(_ member: String) throws -> Date {
                let formatter = ISO8601DateFormatter()
                formatter.formatOptions = [.withInternetDateTime, .withFractionalSeconds]
                let text = try #require(key[member]?.string)
                return try #require(formatter.date(from: text))
            }
            return try moment(to).timeIntervalSince(moment(from))
        }

        @Test func `neither a raised lifetime nor a command without the server's flags takes a key from its tokens`()
            async throws
        {
            try await TemporaryFolder.with { folder in
                try await TesseraServer.with(in: folder, flags: { _ in ["--access-token-lifetime", "1s"] }) { _ in }
                try await TesseraServer.with(in: folder, flags: { _ in ["--access-token-lifetime", "4h"] }) { server in
                    let before = try await folder.tessera("key", "list", "--json").json.array?.first
                    let old = try #require(before)
                    #expect(try seconds(from: "retires_at", to: "expires_at", of: old) == 4 * 3600 + 300)

                    let session = try await server.api.newSession("ada")
                    let rotated = try await folder.tessera("key", "rotate", "--immediately")
                    #expect(rotated.ending == .exited(0), "\(rotated)")
                    let keys = try await folder.tessera("key", "list", "--json").json
                    let stopped = try #require(keys.array?.first { $0["id"] == old["id"] })
                    #expect(try seconds(from: "retires_at", to: "expires_at", of: stopped) == 4 * 3600 + 300)
                    #expect(try await server.api.send(.GET, "/auth/me", token: session.access).status == 200)
                    // The new key, which a process with other settings made, is the server's within two seconds.
                    _ = try await eventually("the new key stays as long") { () -> Bool? in
                        let keys = try await folder.tessera("key", "list", "--json").json
                        let key = try #require(keys.array?.last)
                        let stay = try seconds(from: "retires_at", to: "expires_at", of: key)
                        return stay == 4 * 3600 + 300 ? true : nil
                    }
                }
            }
        }
    }
}
