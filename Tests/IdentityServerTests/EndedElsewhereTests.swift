import HTTPTypes
import Hummingbird
import HummingbirdTesting
import TesseraJOSE
import Testing

@testable import Identity
@testable import IdentityServer

/// What the person reads whose session was ended by another session of theirs, or by whoever was taken for them.
@Suite struct EndedElsewhereTests {
    private static let firefox: HTTPFields = [
        .userAgent: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
    ]
    private static let words =
        "It was done with Firefox on Linux, 15 January 2027, 08:00 UTC. Was it not you? Change your password."

    private func onFirefox(_ tokens: Tokens) -> HTTPFields {
        var headers = tokens.bearer
        headers[.userAgent] = Self.firefox[.userAgent]
        return headers
    }

    private func expectElsewhere(_ answer: TestResponse, _ code: ProblemCode, _ cause: SessionEndCause) throws {
        try expectProblem(answer, code, cause: cause.rawValue)
        let json = try answer.json
        #expect(json["detail"]?.string == "\(cause.sentence) \(Self.words)")
        #expect(json["ended_by"]?["at"] == "2027-01-15T08:00:00.000Z")
        #expect(json["ended_by"]?["device"]?["name"] == "Firefox on Linux")
        // Whoever holds a stolen token is told this, too.
        #expect(!answer.text.contains("192.0.2") && json["ended_by"]?["address"] == nil)
    }

    @Test func `a session that another one ended says which device it was, when, and what to do`() async throws {
        try await TestServer().run { caller in
            let phone = try await caller.registerAndLogin()
            let mine = try await caller.login()
            _ = try await caller.call(.delete, "/auth/sessions/\(phone.session)", nil, onFirefox(mine))
            let refresh = try await caller.post("/auth/refresh", ["refresh_token": .string(phone.refresh)])
            try expectElsewhere(refresh, .invalidGrant, .endedElsewhere)
            try expectElsewhere(await caller.get("/auth/me", phone.bearer), .sessionEnded, .endedElsewhere)
        }
    }

    @Test func `so do one that was signed out everywhere, and one that a new password ended`() async throws {
        try await TestServer().run { caller in
            var phone = try await caller.registerAndLogin()
            _ = try await caller.post("/auth/logout-everywhere", nil, onFirefox(try await caller.login()))
            var refresh = try await caller.post("/auth/refresh", ["refresh_token": .string(phone.refresh)])
            try expectElsewhere(refresh, .invalidGrant, .signedOutEverywhere)

            phone = try await caller.login()
            _ = try await caller.call(
                .put,
                "/auth/me/password",
                ["current_password": .string(TestServer.password), "new_password": "another long enough phrase"],
                onFirefox(try await caller.login())
            )
            refresh = try await caller.post("/auth/refresh", ["refresh_token": .string(phone.refresh)])
            try expectElsewhere(refresh, .invalidGrant, .passwordChanged)
        }
    }

    @Test func `a session that ended itself says only that`() async throws {
        try await TestServer().run { caller in
            let tokens = try await caller.registerAndLogin()
            _ = try await caller.call(.delete, "/auth/sessions/\(tokens.session)", nil, onFirefox(tokens))
            let refresh = try await caller.post("/auth/refresh", ["refresh_token": .string(tokens.refresh)])
            try expectProblem(refresh, .invalidGrant, cause: "signed_out")
            #expect(try refresh.json["detail"] == "You signed out." && refresh.json["ended_by"] == nil)
        }
    }

    @Test func `the sign-in page of that browser says it, too`() async throws {
        try await TestServer().run { caller in
            let (here, there) = (Browser(caller), Browser(caller))
            try await here.register()
            try await there.signIn()
            let page = try await here.get("/account").text
            let others = page.matches(of: /action="(\/account\/sessions\/[0-9a-f-]{36}\/end)"/).map { String($0.1) }
            _ = try await here.submit(others[1], on: "/account")
            let login = try await there.get("/login")
            #expect(login.says("You are signed out. It was signed out from another device or browser."))
            #expect(login.says("Was it not you? Change your password."))
        }
    }
}
