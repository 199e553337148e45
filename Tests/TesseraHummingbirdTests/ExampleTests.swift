import HTTPTypes
import Hummingbird
import HummingbirdTesting
import TesseraHummingbird
import TesseraVerifier
import Testing

/// The examples of the documentation, which `Scripts/checks/examples.py` holds against these lines.
@Suite struct `The examples of TesseraHummingbird` {
    private func expectChallenge(_ path: String, _ application: some ApplicationProtocol) async throws {
        try await application.test(.router) { client in
            try await client.execute(uri: path, method: .get) { response in
                #expect(response.status == .unauthorized)
                let challenge = response.headers[.wwwAuthenticate]
                #expect(challenge?.hasPrefix("Bearer realm=\"https://api.example.com\"") == true)
            }
        }
    }

    @Test func `protect a router in three lines`() async throws {
        let router = Router(context: BasicAccessTokenRequestContext.self)
        let issuer = try RemoteIssuer("https://login.example.com", verifierName: "api")
        router.add(middleware: RequireAccessToken(verifier: issuer.verifier(audience: "https://api.example.com")))
        let application = Application(router: router, services: [issuer])

        router.get("hello") { _, _ in "reached" }
        try await expectChallenge("/hello", application)
    }

    @Test func `protect an API and ask for a scope`() async throws {
        let issuer = try RemoteIssuer("https://login.example.com", verifierName: "notes")
        let verifier = issuer.verifier(audience: "https://api.example.com")

        let router = Router(context: BasicAccessTokenRequestContext.self)
        router.add(middleware: RequireAccessToken(verifier: verifier))
        router.get("hello") { _, context in
            "Hello, \(try context.requireAccessToken().subject)"
        }
        router.group("notes")
            .add(middleware: RequireScope("notes:read"))
            .get { _, _ in "the notes" }

        let application = Application(router: router, services: [issuer])

        try await expectChallenge("/hello", application)
        try await expectChallenge("/notes", application)
    }
}
