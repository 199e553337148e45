import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import TesseraHummingbird
import TesseraJOSE
import TesseraTesting
import TesseraVerifier

/// A small API with a route for each kind of protection, reached through the router.
struct ProtectedRoutes {
    typealias Context = BasicAccessTokenRequestContext

    let issuer: TestIssuer
    let application: Application<RouterResponder<Context>>

    init(
        issuer: TestIssuer? = nil,
        keys: (any KeySetSource)? = nil,
        status: (any StatusSource)? = nil,
        proofs: DPoPPolicy = .standard,
        address: RequestAddress? = nil
    ) throws {
        let issuer = try issuer ?? TestIssuer()
        self.issuer = issuer
        let router = Router(context: Context.self)
        // Forgotten protection: requirements without RequireAccessToken in front.
        router.group("forgotten/scope").add(middleware: RequireScope("notes:read")).get { _, _ in "reached" }
        router.group("forgotten/role").add(middleware: RequireRole("admin")).get { _, _ in "reached" }
        router.group("forgotten/recent").add(middleware: RequireAuthentication(within: .seconds(300)))
            .get { _, _ in "reached" }
        router.get("forgotten/owner") { _, context in
            try context.requireOwner(of: "account-1", \.self)
        }
        let verifier = try issuer.verifier(keys: keys, status: status, proofs: proofs)
        let protected = router.group().add(middleware: RequireAccessToken(verifier: verifier, address: address))
        protected.get("subject") { _, context in try context.requireAccessToken().subject }
        protected.group("scope").add(middleware: RequireScope("notes:read", "notes:write")).get { _, _ in "reached" }
        protected.group("illegal-scope").add(middleware: RequireScope("notes read")).get { _, _ in "reached" }
        protected.group("role").add(middleware: RequireRole("admin")).get { _, _ in "reached" }
        for (path, duration) in [("recent", Duration.seconds(300)), ("now", .zero), ("never", .seconds(-1))] {
            protected.group(RouterPath(path))
                .add(middleware: RequireAuthentication(within: duration, now: issuer.clock.now))
                .get { _, _ in "reached" }
        }
        protected.get("own/{owner}") { _, context in
            let owner = context.parameters.get("owner")?.removingPercentEncoding
            return try context.requireOwner(of: owner == "nobody" ? nil : owner, \.self)
        }
        application = Application(router: router)
    }

    /// A request with headers as they are given.
    func get(_ uri: String, headers: HTTPFields) async throws -> TestResponse {
        try await application.test(.router) { try await $0.execute(uri: uri, method: .get, headers: headers) }
    }

    /// A request with an access token.
    func get(_ uri: String, token: String) async throws -> TestResponse {
        try await get(uri, headers: [.authorization: "Bearer \(token)"])
    }
}

extension TestResponse {
    var text: String { String(buffer: body) }
    var json: JSONValue? { try? JSONValue(parsing: Array(body.readableBytesView)) }
    var rule: String? { json?["rule"]?.string }
    var challenge: String? { headers[.wwwAuthenticate] }
}
