import HTTPTypes
import Hummingbird
import HummingbirdTesting
import TesseraHummingbird
import TesseraJOSE
import TesseraTesting
import Testing

@Suite("RequireScope, RequireRole and requireOwner")
struct RequirementTests {
    let api: ProtectedRoutes

    init() throws {
        api = try ProtectedRoutes()
    }

    @Test func `the whole scope lets through`() async throws {
        let token = try api.issuer.token(scope: "notes:write openid notes:read")
        #expect(try await api.get("/scope", token: token).text == "reached")
    }

    @Test(arguments: [nil, "notes:read", "notes:write", "notes:READ notes:write", "notes:read:all notes:write"])
    func `a part of the scope gets 403 and a challenge that names the whole`(scope: String?) async throws {
        let response = try await api.get("/scope", token: api.issuer.token(scope: scope))
        #expect(response.status == .forbidden)
        #expect(response.rule == "insufficient_scope")
        #expect(response.challenge?.contains(#"error="insufficient_scope""#) == true)
        #expect(response.challenge?.contains(#"scope="notes:read notes:write""#) == true)
        #expect(response.headers[.cacheControl] == "no-store")
    }

    @Test func `a requirement that is no scope lets nobody through`() async throws {
        let response = try await api.get("/illegal-scope", token: api.issuer.token(scope: "notes read"))
        #expect(response.status == .forbidden)
    }

    @Test func `the role lets through`() async throws {
        #expect(try await api.get("/role", token: api.issuer.token(roles: ["editor", "admin"])).text == "reached")
    }

    @Test(arguments: [[], ["editor"], ["Admin"], ["administrator"], ["adm", "in"]])
    func `without the role there is 403, and no challenge since no other token would help`(roles: [String]) async throws
    {
        let response = try await api.get("/role", token: api.issuer.token(scope: "admin", roles: roles))
        #expect(response.status == .forbidden)
        #expect(response.rule == "missing_role")
        #expect(response.challenge == nil)
    }

    @Test func `an owner gets the resource`() async throws {
        #expect(try await api.get("/own/account-1", token: api.issuer.token()).text == "account-1")
    }

    @Test func `another's resource and an absent one get the same 404, byte for byte`() async throws {
        let token = try api.issuer.token()
        let foreign = try await api.get("/own/account-2", token: token)
        let absent = try await api.get("/own/nobody", token: token)
        #expect(foreign.status == .notFound)
        #expect(absent.status == .notFound)
        #expect(foreign.text == absent.text)
        #expect(foreign.headers == absent.headers)
    }

    @Test func `ownership is by the same bytes, not by Unicode equivalence`() async throws {
        let token = try api.issuer.token(subject: "caf\u{E9}")
        #expect(try await api.get("/own/caf%C3%A9", token: token).status == .ok)
        #expect(try await api.get("/own/cafe%CC%81", token: token).status == .notFound)
    }

    @Test(arguments: ["scope", "role", "recent", "owner"])
    func `a requirement denies when RequireAccessToken was forgotten`(requirement: String) async throws {
        let token = try api.issuer.token(scope: "notes:read", roles: ["admin"])
        let response = try await api.get("/forgotten/\(requirement)", token: token)
        #expect(response.status == .unauthorized)
        #expect(response.rule == "missing_token")
    }
}
