import Identity
import Logging
import PersistenceSQLite
import Testing

/// The examples of the documentation, which `Scripts/checks/examples.py` holds against these lines.
@Suite struct `The examples of Identity` {
    @Test func `register, sign in and refresh`() async throws {
        let secret = [UInt8](repeating: 7, count: 32)

        let database = try SQLiteDatabase.inMemory()
        let identity = try await IdentitySystem(
            database: database,
            masterSecret: MasterSecret(bytes: secret),
            configuration: IdentityConfiguration(issuer: "https://login.example.com"),
            logger: Logger(label: "login")
        )

        let source = RequestSource(address: "192.0.2.1", userAgent: "Example/1.0")
        let password = "correct horse battery staple"
        let account = try await identity.accounts.register(
            Registration(userName: "ada", email: nil, password: password),
            from: source
        )
        let tokens = try await identity.signIn.withPassword(
            identifier: "ada",
            password: password,
            options: SignInOptions(),
            from: source
        )
        let outcome = try await identity.sessions.refresh(tokens.refreshToken, attempt: nil, from: source)

        guard case .rotated(let next) = outcome else {
            Issue.record("The refresh was answered with \(outcome).")
            return
        }
        #expect(next.accountID == account.id)
        #expect(next.sessionID == tokens.sessionID)
        await identity.shutdown()
        try await database.close()
    }
}
