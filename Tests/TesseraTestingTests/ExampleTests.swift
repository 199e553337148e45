import TesseraJOSE
import TesseraTesting
import TesseraVerifier
import Testing

/// The example of the documentation, which `Scripts/checks/examples.py` holds against these lines.
@Suite struct `The example of TesseraTesting` {
    /// An API, as far as the example needs one.
    private struct OrdersAPI {
        let verifier: AccessTokenVerifier

        func rule(_ token: String) async throws -> VerificationRule? {
            do {
                _ = try await verifier.verify(token)
                return nil
            } catch let error as VerificationError { return error.rule }
        }
    }

    @Test func `each token is what its line says`() async throws {
        let issuer = try TestIssuer(audience: "https://orders.example.com")
        let api = OrdersAPI(verifier: try issuer.verifier())

        let good = try issuer.token(subject: "ada", scope: "orders:read", roles: ["editor"])
        let expired = try issuer.token(expiresIn: .seconds(-60))
        let foreign = try TestIssuer().token()
        let elsewhere = try issuer.token { $0["aud"] = "https://elsewhere.example" }
        #expect(try await api.rule(good) == nil)
        #expect(try await api.rule(expired) == .expired)
        #expect(try await api.rule(foreign) != nil)
        #expect(try await api.rule(elsewhere) == .audience)

        issuer.clock.advance(by: .seconds(301))
        #expect(try await api.rule(good) == .expired)
    }
}
