import TesseraTesting
import TestSupport
import Testing

@testable import Identity

@Suite("The first administrator") struct FirstAdministratorTests {
    private let registration = Registration(userName: "root", email: nil, password: TestWorld.password)

    @Test("the one-time token makes one administrator, once")
    func once() async throws {
        let world = try await TestWorld()
        let setup = world.identity.setup
        let token = try #require(try await setup.issueToken())
        let account = try await setup.complete(token: token, registration, from: TestWorld.home)
        #expect(account.isAdministrator)
        let again = Registration(userName: "other", email: nil, password: TestWorld.password)
        #expect(
            try await refusal { try await setup.complete(token: token, again, from: TestWorld.home) }
                == .invalidSetupToken
        )
        #expect(try await setup.issueToken() == nil)
        await world.shutdown()
    }

    @Test("a wrong, an older and a day-old token are refused; a refused registration leaves the token good")
    func refusals() async throws {
        let world = try await TestWorld()
        let setup = world.identity.setup
        let older = try #require(try await setup.issueToken())
        let token = try #require(try await setup.issueToken())
        for wrong in [older, "", "rubbish"] {
            #expect(
                try await refusal { try await setup.complete(token: wrong, registration, from: TestWorld.home) }
                    == .invalidSetupToken
            )
        }
        let weak = Registration(userName: "root", email: nil, password: "weak")
        #expect(
            try await refusal { try await setup.complete(token: token, weak, from: TestWorld.home) } == .passwordRefused
        )
        world.clock.advance(by: .seconds(86_399))
        _ = try await setup.complete(token: token, registration, from: TestWorld.home)
        await world.shutdown()

        let late = try await TestWorld()
        let stale = try #require(try await late.identity.setup.issueToken())
        late.clock.advance(by: .seconds(86_400))
        #expect(
            try await refusal {
                try await late.identity.setup.complete(token: stale, registration, from: TestWorld.home)
            }
                == .invalidSetupToken
        )
        await late.shutdown()
    }
}
