import Persistence
import TesseraJOSE
import TesseraTesting
import TestSupport
import Testing

@testable import Identity

@Suite("Accounts") struct AccountTests {
    @Test("a user name or an e-mail address is enough, neither is not")
    func names() async throws {
        let world = try await TestWorld()
        let accounts = world.identity.accounts
        let one = try await accounts.register(
            Registration(userName: "ada", email: nil, password: TestWorld.password),
            from: TestWorld.home
        )
        let two = try await accounts.register(
            Registration(userName: nil, email: "eve@example.com", password: TestWorld.password),
            from: TestWorld.home
        )
        #expect(one.email == nil && two.userName == nil)
        let none = try await refusal {
            try await accounts.register(
                Registration(userName: nil, email: nil, password: TestWorld.password),
                from: TestWorld.home
            )
        }
        #expect(none == .invalidRequest)
        await world.shutdown()
    }

    @Test(
        "names are unique without regard to case and Unicode spelling",
        arguments: [
            ("Ada", "x@example.com", IdentityError.Code.userNameTaken),
            ("ＡＤＡ", "x@example.com", .userNameTaken),
            ("bob", "ADA@example.com", .emailTaken),
            ("bob", "ada@EXAMPLE.COM", .emailTaken),
        ]
    )
    func uniqueness(userName: String, email: String, expected: IdentityError.Code) async throws {
        let world = try await TestWorld()
        try await world.register("ada")
        let code = try await refusal {
            try await world.identity.accounts.register(
                Registration(userName: userName, email: email, password: TestWorld.password),
                from: TestWorld.home
            )
        }
        #expect(code == expected)
        await world.shutdown()
    }

    @Test("of many registrations of one name at the same time exactly one succeeds")
    func race() async throws {
        let world = try await TestWorld {
            $0.signInThrottle = .unlimited
            // None is refused for want of room, however busy the machine is.
            $0.hashingAdmission.maximumWait = .seconds(600)
        }
        let codes = try await withThrowingTaskGroup(of: IdentityError.Code?.self) { group in
            for index in 0..<8 {
                group.addTask {
                    try await refusal {
                        try await world.identity.accounts.create(
                            Registration(
                                userName: index.isMultiple(of: 2) ? "ada" : "ADA",
                                email: nil,
                                password: TestWorld.password
                            ),
                            roles: [],
                            permissions: [],
                            by: .command
                        )
                    }
                }
            }
            var codes: [IdentityError.Code?] = []
            for try await code in group { codes.append(code) }
            return codes
        }
        #expect(codes.filter { $0 == nil }.count == 1)
        #expect(codes.filter { $0 == .userNameTaken }.count == 7)
        await world.shutdown()
    }

    @Test("new passwords follow the policy wherever they are set")
    func policy() async throws {
        let world = try await TestWorld()
        let account = try await world.register()
        let accounts = world.identity.accounts
        for weak in ["short", "passwordpassword", "aaaaaaaaaaaaaaaaaaaa"] {
            #expect(
                try await refusal { try await accounts.setPassword(account.id, weak, by: .command) } == .passwordRefused
            )
            let change = try await refusal {
                try await accounts.changePassword(
                    account.id,
                    current: TestWorld.password,
                    new: weak,
                    keeping: nil,
                    from: TestWorld.home
                )
            }
            #expect(change == .passwordRefused)
            let register = try await refusal {
                try await accounts.register(
                    Registration(userName: "new", email: nil, password: weak),
                    from: TestWorld.home
                )
            }
            #expect(register == .passwordRefused)
        }
        await world.shutdown()
    }

    @Test("a closed registration is closed for everybody but administrators")
    func closed() async throws {
        let world = try await TestWorld { $0.isRegistrationOpen = false }
        #expect(try await refusal { try await world.register() } == .registrationClosed)
        _ = try await world.identity.accounts.create(
            Registration(userName: "ada", email: nil, password: TestWorld.password),
            roles: ["admin"],
            permissions: [],
            by: .command
        )
        await world.shutdown()
    }

    @Test("a shown name changes freely; user name and e-mail address demand the password; a new address is unverified")
    func profile() async throws {
        let world = try await TestWorld()
        let account = try await world.register()
        let accounts = world.identity.accounts
        let shown = try await accounts.update(
            account.id,
            ProfileChange(displayName: .set(" Ada Lovelace ")),
            from: TestWorld.home
        )
        #expect(shown.displayName == "Ada Lovelace")
        let without = try await refusal {
            try await accounts.update(account.id, ProfileChange(email: .set("new@example.com")), from: TestWorld.home)
        }
        #expect(without == .invalidRequest)
        let wrong = try await refusal {
            try await accounts.update(
                account.id,
                ProfileChange(email: .set("new@example.com"), currentPassword: "not my password at all"),
                from: TestWorld.home
            )
        }
        #expect(wrong == .wrongPassword)
        let changed = try await accounts.update(
            account.id,
            ProfileChange(userName: .cleared, email: .set("new@example.com"), currentPassword: TestWorld.password),
            from: TestWorld.home
        )
        #expect(changed.userName == nil && changed.email == "new@example.com" && !changed.isEmailVerified)
        let last = try await refusal {
            try await accounts.update(
                account.id,
                ProfileChange(email: .cleared, currentPassword: TestWorld.password),
                from: TestWorld.home
            )
        }
        #expect(last == .invalidRequest)
        await world.shutdown()
    }

    @Test("the last administrator can be neither disabled, nor demoted, nor deleted")
    func lastAdministrator() async throws {
        let world = try await TestWorld()
        let (ada, eve) = (try await world.register("ada"), try await world.register("eve"))
        let accounts = world.identity.accounts
        _ = try await accounts.setRoles(ada.id, ["admin"], by: .command)
        #expect(try await refusal { try await accounts.disable(ada.id, by: .command) } == .lastAdministrator)
        #expect(
            try await refusal { try await accounts.setRoles(ada.id, ["editor"], by: .command) } == .lastAdministrator
        )
        let delete = try await refusal {
            try await accounts.delete(ada.id, password: TestWorld.password, from: TestWorld.home)
        }
        #expect(delete == .lastAdministrator)
        _ = try await accounts.setRoles(eve.id, ["admin"], by: .command)
        _ = try await accounts.disable(ada.id, by: .command)
        #expect(try await refusal { try await accounts.disable(eve.id, by: .command) } == .lastAdministrator)
        await world.shutdown()
    }

    @Test("pages go through all accounts once, in order, and search finds beginnings in any case")
    func pages() async throws {
        let world = try await TestWorld { $0.signInThrottle = .unlimited }
        var expected: [AccountID] = []
        for index in 0..<7 {
            expected.append(try await world.register("user\(index)").id)
            if index.isMultiple(of: 2) { world.clock.advance(by: .milliseconds(1)) }
        }
        var found: [AccountID] = []
        var cursor: String?
        repeat {
            let page = try await world.identity.accounts.list(AccountQuery(after: cursor, limit: 3))
            #expect(page.accounts.count <= 3)
            found += page.accounts.map(\.id)
            cursor = page.next
        } while cursor != nil
        #expect(found.count == 7 && Set(found) == Set(expected))
        let search = try await world.identity.accounts.list(AccountQuery(search: "USER3"))
        #expect(search.accounts.map(\.userName) == ["user3"])
        #expect(
            try await refusal { try await world.identity.accounts.list(AccountQuery(after: "rubbish")) }
                == .invalidRequest
        )
        #expect(try await refusal { try await world.identity.accounts.list(AccountQuery(limit: 0)) } == .invalidRequest)
        await world.shutdown()
    }

    @Test(
        "a search that no name can begin with is refused and not asked of the database",
        arguments: ["", "\0", "a\0", "\n"]
    )
    func unsearchable(search: String) async throws {
        let world = try await TestWorld()
        let code = try await refusal { try await world.identity.accounts.list(AccountQuery(search: search)) }
        #expect(code == .invalidRequest)
        await world.shutdown()
    }

    @Test("the export holds the account, its sessions and its events, and no secret")
    func export() async throws {
        let world = try await TestWorld()
        let account = try await world.register()
        let tokens = try await world.signIn()
        let text = String(decoding: try await world.identity.accounts.export(account.id).serialized(), as: UTF8.self)
        for expected in [account.id.description, "ada@example.com", tokens.sessionID.description, "sign_in.succeeded"] {
            #expect(text.contains(expected))
        }
        for secret in ["argon2", tokens.refreshToken, tokens.accessToken, "password_hash"] {
            #expect(!text.contains(secret))
        }
        await world.shutdown()
    }

    @Test("deleting an account leaves no personal data but the audit trail, and the name is free again")
    func deletion() async throws {
        let world = try await TestWorld()
        let account = try await world.register()
        let tokens = try await world.signIn()
        let wrong = try await refusal {
            try await world.identity.accounts.delete(
                account.id,
                password: "not my password at all",
                from: TestWorld.home
            )
        }
        #expect(wrong == .wrongPassword)
        try await world.identity.accounts.delete(account.id, password: TestWorld.password, from: TestWorld.home)
        let row = try #require(try await world.database.read { try $0.sessions.find(tokens.sessionID) })
        #expect(try row.session() == nil && row.end()?.cause == .accountDeleted)
        let traces = try await world.count(
            """
            SELECT COUNT(*) AS n FROM sessions
            WHERE account_id IS NOT NULL OR last_address <> '' OR last_user_agent IS NOT NULL
                OR created_address <> '' OR created_user_agent IS NOT NULL
            """
        )
        #expect(traces == 0)
        _ = try await world.register()
        await world.shutdown()
    }
}
