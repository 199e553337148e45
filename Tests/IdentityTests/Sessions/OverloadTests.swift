import Persistence
import Testing

@testable import Identity

@Suite struct OverloadTests {
    /// A world whose one hashing thread is busy for half a second, and in which nobody may wait for it.
    private func withBusyWorld(_ body: (TestWorld) async throws -> Void) async throws {
        let world = try await TestWorld { configuration in
            configuration.hashingAdmission = AdmissionConfiguration(concurrency: 1, maximumWaiting: 0)
        }
        try await world.register()
        let slow = try PasswordHasher(
            parameters: Argon2idParameters(memoryKiB: 65_536, passes: 8),
            admission: AdmissionConfiguration(concurrency: 1)
        )
        let expensive = try await slow.hash(Password(TestWorld.password), for: AdmissionKey(address: "", account: ""))
        await slow.shutdown()
        let hasher = world.identity.passwordHasher
        let busy = Task {
            try await hasher.verify(
                Password(TestWorld.password),
                expensive,
                for: AdmissionKey(address: "198.51.100.1", account: "somebody")
            )
        }
        while hasher.statistics.running == 0 { await Task.yield() }
        try await body(world)
        #expect(hasher.statistics.running == 1, "the hash was over before the test was")
        _ = try await busy.value
        await world.shutdown()
    }

    @Test func `a sign-in that finds no room is refused before anything is written for it`() async throws {
        try await withBusyWorld { world in
            let before = world.database.writeCount
            for _ in 0..<20 {
                let code = try await refusal { try await world.signIn() }
                #expect(code == .overloaded)
            }
            #expect(world.database.writeCount == before)
            #expect(world.identity.passwordHasher.statistics.refused == 20)
        }
    }

    @Test func `a registration that finds no room is refused before anything is written for it`() async throws {
        try await withBusyWorld { world in
            let before = world.database.writeCount
            let code = try await refusal { try await world.register("grace") }
            #expect(code == .overloaded)
            #expect(world.database.writeCount == before)
        }
    }

    @Test func `a refusal says when to come again`() async throws {
        try await withBusyWorld { world in
            let error = await #expect(throws: IdentityError.self) { try await world.signIn() }
            #expect(error?.retryAfter.map { $0 >= 1 } == true)
        }
    }
}
