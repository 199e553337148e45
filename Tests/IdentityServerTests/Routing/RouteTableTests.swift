import HTTPTypes
import Hummingbird
import Testing

@testable import IdentityServer

@Suite struct RouteTableTests {
    private static let table = RouteTable([
        endpoint(.get, "/"),
        endpoint(.get, "/public", sharing: .everyOrigin),
        endpoint(.get, "/public/{id}", sharing: .everyOrigin, log: .quiet),
        endpoint(.get, "/mixed/open", sharing: .everyOrigin),
        endpoint(.get, "/mixed/closed", errors: .oauth, sharing: .noOrigin),
        endpoint(.get, "/page", errors: .page(home: "/page"), sharing: .noOrigin),
        endpoint(.post, "/page/{id}/end", errors: .page(home: "/page"), sharing: .noOrigin),
    ])

    private static func endpoint(
        _ method: HTTPRequest.Method,
        _ path: String,
        errors: ErrorStyle = .problem,
        sharing: Sharing = .allowedOrigins,
        log: RequestLogging = .usual
    ) -> Endpoint {
        Endpoint(method, path, for: .anybody, errors: errors, sharing: sharing, log: log) { _, _ in
            Response(status: .ok)
        }
    }

    private static func traits(_ template: String?, _ path: String) -> RouteTraits {
        table.traits(of: template, path: path)
    }

    @Test func `the traits of a request are those of the endpoint that the router found`() {
        #expect(Self.traits("/public/{id}", "/public/7").log == .quiet)
        #expect(Self.traits("/public/{id}", "/public/7").sharing == .everyOrigin)
        #expect(Self.traits("/mixed/closed", "/mixed/closed").errors == .oauth)
    }

    @Test(arguments: [nil, "NotFound"])
    func `a known path with an unknown method has the path's traits, and a line in the log`(template: String?) {
        let traits = Self.traits(template, "/public/7")
        #expect(traits.sharing == .everyOrigin && traits.log == .usual)
        #expect(Self.traits(template, "/mixed/closed").errors == .oauth)
    }

    @Test func `an unknown path is like those beside it`() {
        #expect(Self.traits(nil, "/page/nothing/at/all").errors == .page(home: "/page"))
        #expect(Self.traits(nil, "/page/").sharing == .noOrigin)
        #expect(Self.traits(nil, "/page/%2e%2e").errors == .page(home: "/page"))
        #expect(Self.traits(nil, "/public/7/more").sharing == .everyOrigin)
    }

    @Test(arguments: ["/nowhere", "/mixed/other", "//page", "/pages", "/publicly", "", "/"])
    func `where those beside it differ, or there are none, it has the usual traits`(path: String) {
        #expect(Self.traits(nil, path) == .usual)
    }
}
