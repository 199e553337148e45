import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Synchronization
import TesseraJOSE
import Testing

@testable import IdentityServer
@testable import WebValues

/// A browser without scripts: keeps cookies, sends what browsers send, reads forms from pages.
final class Browser: Sendable {
    let caller: Caller
    private let jar = Mutex<[String: String]>([:])

    init(_ caller: Caller) {
        self.caller = caller
    }

    subscript(cookie name: String) -> String? {
        get { jar.withLock { $0[name] } }
        set { jar.withLock { $0[name] = newValue } }
    }

    /// Follows a link of our own pages, or what the address bar says.
    func get(_ path: String, site: String = "same-origin", _ extra: HTTPFields = [:]) async throws -> TestResponse {
        var headers = extra
        headers[.secFetchSite] = site
        return try await send(.get, path, headers, nil)
    }

    /// Sends a form as a page of ours does.
    func post(
        _ path: String,
        _ fields: [(String, String)],
        site: String? = "same-origin",
        origin: String? = TestServer.issuer
    ) async throws -> TestResponse {
        var headers: HTTPFields = [.contentType: "application/x-www-form-urlencoded"]
        headers[.secFetchSite] = site
        headers[.origin] = origin
        let body = fields.map { PercentCoding.encode($0.0) + "=" + PercentCoding.encode($0.1) }.joined(separator: "&")
        return try await send(.post, path, headers, ByteBuffer(string: body))
    }

    /// Opens `page`, fills in the form that goes to `action` and sends it.
    @discardableResult
    func submit(
        _ action: String,
        on page: String,
        _ fields: [(String, String)] = [],
        dropping dropped: Set<String> = []
    ) async throws -> TestResponse {
        let form = try Form(action: action, in: await get(page).text)
        let hidden = form.hidden.filter { field in
            !dropped.contains(field.0) && !fields.contains { $0.0 == field.0 }
        }
        return try await post(action, hidden + fields)
    }

    private func send(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ headers: HTTPFields,
        _ body: ByteBuffer?
    ) async throws -> TestResponse {
        var headers = headers
        let cookies = jar.withLock { $0.map { "\($0.key)=\($0.value)" }.sorted().joined(separator: "; ") }
        if !cookies.isEmpty { headers[.cookie] = cookies }
        let answer = try await caller.client.executeRequest(uri: path, method: method, headers: headers, body: body)
        for cookie in answer.headers[values: .setCookie] {
            let pair = cookie.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            self[cookie: String(pair[0])] = cookie.contains("Max-Age=0") ? nil : String(pair[1])
        }
        return answer
    }

    /// Registers an account by the page, which signs in.
    @discardableResult
    func register(_ userName: String = "ada") async throws -> TestResponse {
        let answer = try await submit(
            "/register",
            on: "/register",
            [("user_name", userName), ("email", "\(userName)@example.com"), ("password", TestServer.password)]
        )
        try #require(answer.status == .seeOther, "\(answer.text)")
        return answer
    }

    @discardableResult
    func signIn(
        _ userName: String = "ada",
        password: String = TestServer.password,
        page: String = "/login"
    ) async throws -> TestResponse {
        try await submit("/login", on: page, [("identifier", userName), ("password", password)])
    }

    var isSignedIn: Bool {
        get async throws { try await get("/account").status == .ok }
    }
}

/// A form of a page, as far as a browser without scripts needs it.
struct Form {
    let hidden: [(String, String)]
    let html: String

    init(action: String, in page: String) throws {
        let start = try #require(page.firstRange(of: "action=\"\(action)\""), "no form for \(action) in \(page)")
        let rest = page[start.upperBound...]
        html = String(rest[..<(rest.firstRange(of: "</form>")?.lowerBound ?? rest.endIndex)])
        hidden = html.matches(of: /<input type="hidden" name="([^"]*)" value="([^"]*)">/).map {
            (String($0.1), String($0.2).unescaped)
        }
    }
}

extension String {
    /// The text that HTML stands for.
    var unescaped: String {
        replacing("&quot;", with: "\"").replacing("&#39;", with: "'").replacing("&lt;", with: "<")
            .replacing("&gt;", with: ">").replacing("&amp;", with: "&")
    }
}

extension TestResponse {
    var location: String? { headers[.location] }

    /// Whether the page has a text, unescaped.
    func says(_ words: String) -> Bool { text.unescaped.contains(words) }
}
