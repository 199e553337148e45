import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import TesseraJOSE
import Testing

@testable import Identity
@testable import IdentityServer

@Suite struct PageTests {
    /// The package's folder.
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    private static let web = root.appending(path: "Web")
    private static let folders = ["client", "demo", "docs", "site", "workbench"]

    private static let pages = ["/", "/demo", "/docs", "/setup", "/tools/token"]

    @Test(arguments: pages)
    func `a page is HTML, under a policy that lets nothing run but this server's files`(path: String) async throws {
        try await TestServer().run { caller in
            let answer = try await caller.get(path)
            #expect(answer.status == .ok)
            #expect(answer.headers[.contentType] == "text/html; charset=utf-8")
            let policy = try #require(answer.headers[.contentSecurityPolicy])
            #expect(policy.contains("script-src 'self'") && policy.contains("require-trusted-types-for 'script'"))
            #expect(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"))
            #expect(!policy.contains("unsafe"))
            #expect(answer.headers[.referrerPolicy] == "no-referrer")
            #expect(
                !answer.text.contains("<script>") && !answer.text.contains("style=")
                    && !answer.text.contains(" onclick")
            )
            let tag = try #require(answer.headers[.eTag])
            #expect(try await caller.get(path, [.ifNoneMatch: tag]).status == .notModified)
        }
    }

    @Test func `only the token workbench may fetch from other servers, and it may send no form`() async throws {
        try await TestServer().run { caller in
            for path in Self.pages {
                let answer = try await caller.get(path)
                let policy = try #require(answer.headers[.contentSecurityPolicy])
                let directives = policy.split(separator: "; ").map(String.init)
                if path == "/tools/token" {
                    #expect(directives.contains("connect-src 'self' https: http://localhost:* http://127.0.0.1:*"))
                    #expect(directives.contains("form-action 'none'") && directives.contains("trusted-types 'none'"))
                } else {
                    #expect(directives.contains("connect-src 'self'"), "\(path)")
                }
            }
        }
    }

    @Test func `the demo page names the audience's APIs of other origins, and may call no others`() async throws {
        let audience = [
            "http://localhost:8080", "http://localhost:8081", "https://api.example.com/v1/'b'&c", "urn:example:api",
            // No address has such characters, so no page calls it.
            "https://api.example.com/v1?a=\"&<b>", "https://api.example.com/v2",
        ]
        try await TestServer(configureRules: { $0.audience = audience }).run { caller in
            let demo = try await caller.get("/demo")
            let named = demo.text.matches(of: /<meta name="tessera-api" content="([^"]*)">/).map { String($0.1) }
            #expect(
                named == [
                    "http://localhost:8081", "https://api.example.com/v1/'b'&amp;c",
                    "https://api.example.com/v2",
                ]
            )
            let policy = try #require(demo.headers[.contentSecurityPolicy])
            let other = try #require(try await caller.get("/docs").headers[.contentSecurityPolicy])
            #expect(other.contains("connect-src 'self';"))
            // Nothing else differs from the policy of every page.
            let sources = "connect-src 'self' http://localhost:8081 https://api.example.com;"
            #expect(policy == other.replacing("connect-src 'self';", with: sources))
        }
        let plain = try await TestServer()
        try await plain.run { caller in
            let page = try await caller.get("/demo").text
            #expect(!page.contains("name=\"tessera-api\""))
        }
    }

    @Test func `another audience makes another version of the demo page, and of no other`() throws {
        let page = try #require(EmbeddedAssets.all.first { $0.name == "demo.html" })
        let tags = [["https://a.example"], ["https://b.example"], ["urn:a"]].map { audience in
            DemoPage(audience: audience, issuer: "https://id.example").completed(page).tag
        }
        #expect(Set(tags).count == 3)
        #expect(tags[2] == page.tag)
    }

    @Test func `every script that a script imports is there`() {
        let names = Set(EmbeddedAssets.all.map(\.name))
        for asset in EmbeddedAssets.all where asset.name.hasSuffix(".js") {
            for match in asset.text.matches(of: /from "(?:\.\/|\/assets\/)([^"]+)"/) {
                #expect(names.contains(String(match.1)), "\(asset.name) imports \(match.1)")
            }
        }
    }

    @Test func `every file that a page loads is there, with its media type`() async throws {
        try await TestServer().run { caller in
            for path in Self.pages {
                let page = try await caller.get(path).text
                for match in page.matches(of: /(?:href|src)="(\/assets\/[^"]+)"/) {
                    let answer = try await caller.get(String(match.1))
                    #expect(answer.status == .ok, "\(match.1)")
                    #expect(answer.headers[.contentType]?.hasPrefix("application/octet") == false)
                }
            }
            try expectProblem(await caller.get("/assets/nothing.js"), .notFound)
            try expectProblem(await caller.get("/assets/demo.html"), .notFound)
            try expectProblem(await caller.get("/assets/..%2fopenapi.yaml"), .notFound)
        }
    }

    @Test func `the embedded files are those of the folders: else run Scripts/embed-assets.py`() throws {
        var texts: [String: String] = [:]
        for folder in Self.folders.map({ Self.web.appending(path: $0) }) {
            for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
                let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
                // To the server, all files lie in one folder.
                texts[name] = text.replacing(/(from |import\()"\.\.\/[a-z]+\//) { "\($0.1)\"./" }
            }
        }
        let embedded = EmbeddedAssets.all.filter { $0.name != "openapi.json" }
        #expect(Set(embedded.map(\.name)) == Set(texts.keys))
        for asset in embedded { #expect(asset.text == texts[asset.name], "\(asset.name)") }
        #expect(Set(EmbeddedAssets.all.map(\.tag)).count == EmbeddedAssets.all.count)
    }

    @Test func `the page of the API reads the same document as programs do`() async throws {
        try await TestServer().run { caller in
            let answer = try await caller.get("/assets/openapi.json")
            #expect(answer.headers[.contentType] == "application/json")
            // The whole document is longer than any other JSON that the server sends or takes.
            let limits = JSONLimits(maximumBytes: 1 << 20, maximumMembers: 100_000)
            let json = try JSONValue(parsing: answer.bytes, limits: limits)
            let paths = try #require(json["paths"]?.object?.names)
            #expect(json["openapi"]?.string == "3.1.0" && paths.contains("/auth/login"))
            let text = try document()
            for path in paths { #expect(text.contains("\n  \(path):\n"), "\(path)") }
        }
    }

    @Test func `no script turns text into HTML or code`() {
        for asset in EmbeddedAssets.all where asset.name.hasSuffix(".js") {
            for word in [
                "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function",
            ] {
                #expect(!asset.text.contains(word), "\(asset.name): \(word)")
            }
            // The client alone stores anything, and tokens only where the application has chosen it.
            if asset.name != "tessera-client.js" { #expect(!asset.text.contains("localStorage"), "\(asset.name)") }
        }
    }

    @Test func `the API document names every endpoint and no other`() async throws {
        let server = try await TestServer()
        var documented: Set<String> = []
        var path = ""
        for line in try document().split(separator: "\n").prefix(while: { $0 != "components:" }) {
            if let match = line.wholeMatch(of: /\ {2}(\/.*):/) { path = String(match.1) }
            if let match = line.wholeMatch(of: /\ {4}(get|post|put|patch|delete|options):/) {
                documented.insert("\(match.1.uppercased()) \(path)")
            }
        }
        #expect(documented == Set(server.server.endpoints.map { "\($0.method.rawValue) \($0.path)" }))
        await server.identity.shutdown()
    }

    @Test func `the API document names every error code, every cause and every file`() throws {
        let text = try document()
        func list(after name: String) throws -> [String] {
            let rest = try #require(text.firstRange(of: name)).upperBound
            let match = try #require(text[rest...].firstMatch(of: /enum: \[([^\]]*)\]/))
            return match.1.split(separator: ",").map { $0.filter { $0 != " " } }
        }
        #expect(try Set(list(after: "    ErrorCode:")) == Set(ProblemCode.allCases.map(\.rawValue)))
        #expect(try Set(list(after: "    SessionEndCause:")) == Set(SessionEndCause.allCases.map(\.rawValue)))
        let files = EmbeddedAssets.all.map(\.name).filter { !$0.hasSuffix(".html") }
        #expect(try Set(list(after: "  /assets/{name}:")) == Set(files))
    }

    @Test func `whoever needs a token is documented so`() async throws {
        let server = try await TestServer()
        let text = try document()
        for endpoint in server.server.endpoints {
            let path = try #require(text.firstRange(of: "\n  \(endpoint.path):\n")).upperBound
            let rest = text[path...]
            let operation = try #require(rest.firstRange(of: "    \(endpoint.method.rawValue.lowercased()):\n"))
                .upperBound
            let end = rest[operation...].firstMatch(of: /\n {2,4}[^ ]/)?.range.lowerBound ?? text.endIndex
            let security = text[operation..<end].firstMatch(of: /security:\n {8}- (\w+): \[\]/).map { String($0.1) }
            let expected: String? =
                switch endpoint.access {
                case .signedIn, .administrator: "accessToken"
                case .client: "clientBasic"
                case .anybody, .browserSession: nil
                }
            #expect(security == expected, "\(endpoint.method) \(endpoint.path)")
        }
        await server.identity.shutdown()
    }

    private func document() throws -> String {
        try #require(EmbeddedAssets.all.first { $0.name == "openapi.yaml" }).text
    }
}
