import HTTPTypes
import Hummingbird
import HummingbirdTesting
import TesseraHummingbird
import TesseraJOSE
import TesseraTesting
import Testing

@Suite("RequireAuthentication, RFC 9470")
struct RequireAuthenticationTests {
    let api: ProtectedRoutes

    init() throws {
        api = try ProtectedRoutes()
    }

    private func get(_ path: String, signedInBefore seconds: Int64?) async throws -> TestResponse {
        let token = try api.issuer.token(authenticatedAt: seconds.map { api.issuer.clock.seconds - $0 })
        return try await api.get(path, token: token)
    }

    @Test(arguments: [0, 1, 300, -5])
    func `a sign-in that is not too long ago lets through, and so does one by a clock that is a little ahead`(
        age: Int64
    ) async throws {
        #expect(try await get("/recent", signedInBefore: age).text == "reached")
    }

    @Test(arguments: [301, 86_400, 1_800_000_000, nil] as [Int64?])
    func `an older one, and a token that does not tell, get 401 with the age that would do`(age: Int64?) async throws {
        let response = try await get("/recent", signedInBefore: age)
        #expect(response.status == .unauthorized)
        #expect(response.rule == "authentication_too_old")
        #expect(
            response.challenge == """
                Bearer error="insufficient_user_authentication", \
                error_description="This requires a more recent sign-in.", max_age="300"
                """
        )
        #expect(response.headers[.cacheControl] == "no-store")
    }

    @Test func `a time beyond all clocks is not recent`() async throws {
        let token = try api.issuer.token(authenticatedAt: .min)
        #expect(try await api.get("/recent", token: token).status == .unauthorized)
    }

    @Test func `the limit may be this very second, and one below zero lets nobody through`() async throws {
        #expect(try await get("/now", signedInBefore: 0).status == .ok)
        #expect(try await get("/now", signedInBefore: 1).challenge?.contains(#"max_age="0""#) == true)
        let never = try await get("/never", signedInBefore: 0)
        #expect(never.status == .unauthorized && never.challenge?.contains(#"max_age="0""#) == true)
    }

    @Test func `an invalid token is told as that, and its age is not looked at`() async throws {
        let token = try api.issuer.token(expiresIn: .seconds(-10), authenticatedAt: 0)
        let response = try await api.get("/recent", token: token)
        #expect(response.status == .unauthorized && response.challenge?.contains("invalid_token") == true)
    }
}
