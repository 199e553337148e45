import TestSupport
import Testing

@testable import Identity

@Suite struct `What a sign-in lacks` {
    @Test func `is nothing after a password, and the session's methods and moment are those of the proof`() async throws
    {
        let world = try await TestWorld()
        let account = try await world.register()
        let proof = try await world.identity.signIn.passwords.prove(
            Password(TestWorld.password),
            name: "ada",
            identifier: .id(account.id),
            for: .signIn,
            from: TestWorld.home
        )
        switch SignInRule.step(after: .password(proof)) {
        case .finished(let signIn):
            #expect(signIn.accountID == account.id)
            #expect(signIn.methods == [.password])
            #expect(signIn.authenticatedAt == world.clock.moment)
        }
        await world.shutdown()
    }
}
