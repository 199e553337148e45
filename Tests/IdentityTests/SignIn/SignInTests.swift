import Persistence
import TesseraJOSE
import TesseraOAuth
import TesseraTesting
import TestSupport
import Testing

@testable import Identity

@Suite("Sign-in") struct SignInTests {
    @Test("user name or e-mail address, in any case and any Unicode spelling, sign the same account in")
    func identifiers() async throws {
        let world = try await TestWorld()
        let account = try await world.identity.accounts.register(
            Registration(userName: "Zoë", email: "Zoe@Example.com", password: TestWorld.password),
            from: TestWorld.home
        )
        for name in ["Zoë", "zoe\u{308}", "ZOË", "zoe@example.com", "ZOE@EXAMPLE.COM"] {
            let tokens = try await world.identity.signIn.withPassword(
                identifier: name,
                password: TestWorld.password,
                options: SignInOptions(),
                from: TestWorld.home
            )
            #expect(tokens.accountID == account.id)
        }
        await world.shutdown()
    }

    @Test("the access token says who, for whom, by whom, until when, in which session and what it may do (RFC 9068)")
    func accessToken() async throws {
        let world = try await TestWorld()
        let account = try await world.register()
        _ = try await world.identity.accounts.setRoles(account.id, ["editor", "admin"], by: .command)
        _ = try await world.identity.accounts.setPermissions(account.id, ["posts:write"], by: .command)
        let tokens = try await world.signIn()
        let verified = try world.identity.signingKeys.verificationKeys().verify(tokens.accessToken)
        #expect(verified.header.type == "at+jwt")
        #expect(verified.header.algorithm == .es256)
        let claims = try world.claims(tokens.accessToken)
        #expect(claims["iss"]?.string == TestWorld.issuer)
        #expect(claims["aud"]?.string == "https://api.example.com")
        #expect(claims["sub"]?.string == account.id.description)
        #expect(claims["client_id"]?.string == "first-party")
        #expect(claims["sid"]?.string == tokens.sessionID.description)
        #expect(claims["iat"]?.integer == world.clock.moment.seconds)
        #expect(claims["exp"]?.integer == world.clock.moment.seconds + 300)
        #expect(claims["auth_time"]?.integer == world.clock.moment.seconds)
        #expect(claims["amr"] == ["pwd"])
        #expect(claims["scope"]?.string == "account notes:read notes:write")
        #expect(claims["roles"] == ["admin", "editor"])
        #expect(claims["permissions"] == ["posts:write"])
        #expect(claims["jti"]?.string?.isEmpty == false)
        #expect(tokens.expiresIn == 300)
        #expect(tokens.generation == 0)
        await world.shutdown()
    }

    @Test("an access token has no claim without a value")
    func emptyClaims() async throws {
        let world = try await TestWorld()
        try await world.register()
        let claims = try world.claims(try await world.signIn().accessToken)
        for (name, value) in claims {
            #expect(value != [] && value != "" && value != .null && value != [:], "\(name)")
        }
        #expect(claims["roles"] == nil && claims["permissions"] == nil)
        await world.shutdown()
    }

    @Test("a sign-in may ask for less scope, and not for what is not offered")
    func scope() async throws {
        let world = try await TestWorld()
        try await world.register()
        let less = try await world.identity.signIn.withPassword(
            identifier: "ada",
            password: TestWorld.password,
            options: SignInOptions(scope: "notes:read"),
            from: TestWorld.home
        )
        #expect(less.scope.text == "notes:read")
        for scope in ["admin", "notes:read everything", "\"", ""] {
            let code = try await refusal {
                try await world.identity.signIn.withPassword(
                    identifier: "ada",
                    password: TestWorld.password,
                    options: SignInOptions(scope: scope),
                    from: TestWorld.home
                )
            }
            #expect(code == .invalidRequest, "\(scope)")
        }
        await world.shutdown()
    }

    @Test("unknown names, wrong passwords and impossible names get the same refusal")
    func equalAnswers() async throws {
        let world = try await TestWorld()
        try await world.register()
        var refusals: Set<String> = []
        for name in ["ada", "nobody", "nobody@example.com", "@@", String(repeating: "x", count: 5000), ""] {
            do {
                _ = try await world.identity.signIn.withPassword(
                    identifier: name,
                    password: "wrong horse battery staple",
                    options: SignInOptions(),
                    from: TestWorld.home
                )
                Issue.record("signed in as \(name)")
            } catch let error as IdentityError {
                refusals.insert("\(error)")
            }
        }
        #expect(refusals.count == 1)
        await world.shutdown()
    }

    @Test("only who knows the password learns that an account is disabled")
    func disabled() async throws {
        let world = try await TestWorld()
        let account = try await world.register()
        _ = try await world.identity.accounts.disable(account.id, by: .command)
        #expect(try await refusal { try await world.signIn() } == .accountDisabled)
        let wrong = try await refusal {
            try await world.identity.signIn.withPassword(
                identifier: "ada",
                password: "wrong horse battery staple",
                options: SignInOptions(),
                from: TestWorld.home
            )
        }
        #expect(wrong == .invalidCredentials)
        _ = try await world.identity.accounts.enable(account.id, by: .command)
        #expect(try await refusal { try await world.signIn() } == nil)
        await world.shutdown()
    }

    @Test("a password hashed with older parameters is hashed anew at the next sign-in")
    func rehash() async throws {
        let file = try await TestDatabase()
        defer { file.remove() }
        let old = try await TestWorld(database: file.open())
        let account = try await old.register()
        let before = try await old.database.read { try $0.accounts.find(.id(account.id))?.passwordHash }
        await old.shutdown()
        let new = try await TestWorld(database: file.open()) {
            $0.passwordHashing = try Argon2idParameters(memoryKiB: 16, passes: 2)
        }
        _ = try await new.signIn()
        let after = try #require(try await new.database.read { try $0.accounts.find(.id(account.id))?.passwordHash })
        #expect(before?.contains("m=8,t=1,p=1") == true)
        #expect(after.contains("m=16,t=2,p=1"))
        _ = try await new.signIn()
        #expect(try await new.database.read { try $0.accounts.find(.id(account.id))?.passwordHash } == after)
        await new.shutdown()
    }

    @Test("guessing is throttled for one address, while the owner signs in from his usual place")
    func throttling() async throws {
        let world = try await TestWorld()
        try await world.register()
        _ = try await world.signIn(from: TestWorld.home)
        var codes: [IdentityError.Code?] = []
        for guess in 0..<60 {
            codes.append(
                try await refusal {
                    try await world.identity.signIn.withPassword(
                        identifier: "ada",
                        password: "wrong horse battery \(guess)",
                        options: SignInOptions(),
                        from: TestWorld.elsewhere
                    )
                }
            )
        }
        #expect(codes.first == .invalidCredentials)
        #expect(codes.last == .tooManyAttempts)
        #expect(try await refusal { try await world.signIn(from: TestWorld.home) } == nil)
        await world.shutdown()
    }
}
