import HTTPTypes
import Hummingbird
import HummingbirdTesting
import TesseraJOSE
import TesseraTesting
import TestSupport
import Testing

@testable import Identity
@testable import IdentityServer

@Suite struct SessionTests {
    @Test func `the list shows device, times and which session asks`() async throws {
        try await TestServer().run { caller in
            _ = try await caller.registerAndLogin()
            let firefox: HTTPFields = [
                .userAgent: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
            ]
            let mine = try await Tokens(
                caller.post("/auth/login", ["identifier": "ada", "password": .string(TestServer.password)], firefox)
            )
            let answer = try await caller.get("/auth/sessions", mine.bearer)
            let list = try #require(answer.json["sessions"]?.array)
            #expect(list.count == 2)
            let current = try #require(list.first { $0["current"] == true })
            #expect(current["id"]?.string == mine.session)
            #expect(current["device"]?["name"] == "Firefox on Linux")
            #expect(current["created_at"] == "2027-01-15T08:00:00.000Z")
            #expect(current["end"] == JSONValue.null)
        }
    }

    @Test func `an ended session is refused at once, and the list tells how it ended`() async throws {
        try await TestServer().run { caller in
            let other = try await caller.registerAndLogin()
            let mine = try await caller.login()
            let end = try await caller.call(.delete, "/auth/sessions/\(other.session)", nil, mine.bearer)
            #expect(end.status == .noContent)
            try expectProblem(await caller.get("/auth/me", other.bearer), .sessionEnded, cause: "ended_elsewhere")
            let list = try await caller.get("/auth/sessions", mine.bearer).json["sessions"]?.array
            let ended = try #require(list?.first { $0["id"]?.string == other.session })
            #expect(ended["end"]?["cause"] == "ended_elsewhere")
            #expect(ended["end"]?["description"]?.string?.isEmpty == false)
        }
    }

    @Test func `a reused token's evidence is shown`() async throws {
        let server = try await TestServer()
        try await server.run { caller in
            let stolen = try await caller.registerAndLogin()
            _ = try await caller.post("/auth/refresh", ["refresh_token": .string(stolen.refresh)])
            server.clock.advance(by: .seconds(301))
            _ = try await caller.post(
                "/auth/refresh",
                ["refresh_token": .string(stolen.refresh)],
                [.userAgent: "curl/8"]
            )
            let mine = try await caller.login()
            let list = try await caller.get("/auth/sessions", mine.bearer).json["sessions"]?.array
            let evidence = try #require(list?.first { $0["id"]?.string == stolen.session }?["end"]?["evidence"])
            #expect(evidence["generation_gap"] == 1)
            #expect(evidence["milliseconds_since_rotation"] == 301_000)
            #expect(evidence["user_agent_differed"] == true)
        }
    }

    @Test func `another account's session is as absent as one that never was`() async throws {
        try await TestServer().run { caller in
            let ada = try await caller.registerAndLogin("ada")
            let eve = try await caller.registerAndLogin("eve")
            for id in [ada.session, "00000000-0000-4000-8000-000000000000", "nothing"] {
                try expectProblem(await caller.call(.delete, "/auth/sessions/\(id)", nil, eve.bearer), .sessionNotFound)
            }
            #expect(try await caller.get("/auth/me", ada.bearer).status == .ok)
        }
    }

    @Test(arguments: [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0 Safari/537.36 Edg/139.0",
            "Edge on Windows"
        ),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15",
            "Safari on macOS"
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/139.0 Mobile Safari/604.1",
            "Chrome on iOS"
        ),
        (
            "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0 Mobile Safari/537.36",
            "Chrome on Android"
        ),
        ("curl/8.5.0", "curl"), ("", "Unknown device"),
    ])
    func `a device is named in words`(userAgent: String, name: String) {
        #expect(Device(userAgent: userAgent).name == name)
    }

    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (951_782_399_999, "2000-02-28T23:59:59.999Z"),
            (951_782_400_000, "2000-02-29T00:00:00.000Z"),
            (4_107_542_400_000, "2100-03-01T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"),
        ] as [(Int64, String)]
    )
    func `times are written as RFC 3339 has them`(milliseconds: Int64, text: String) {
        #expect(Timestamp(milliseconds: milliseconds).rfc3339 == text)
    }
}
