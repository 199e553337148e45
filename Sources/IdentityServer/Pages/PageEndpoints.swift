import HTTPTypes
import Hummingbird

/// The pages, their files and the API document: prepared once, answered by entity tag.
struct PageEndpoints: Sendable {
    /// The page that explains the API and each error.
    static let documentation = "/docs"

    private let answers: [String: PreparedAnswer]

    /// - Parameters:
    ///   - assets: the files.
    ///   - demo: what the demo page is told, and may call, beside this server.
    init(assets: [EmbeddedAsset] = EmbeddedAssets.all, demo: DemoPage) {
        var answers: [String: PreparedAnswer] = [:]
        for file in assets {
            let asset = file.name == "demo.html" ? demo.completed(file) : file
            var headers: HTTPFields = [.contentType: asset.mediaType, .cacheControl: "no-cache"]
            if asset.name.hasSuffix(".html") {
                headers[.contentSecurityPolicy] =
                    switch asset.name {
                    case "demo.html": SecurityHeaders.pagePolicy(connectingTo: demo.origins)
                    case "tools-token.html": SecurityHeaders.workbenchPolicy
                    default: SecurityHeaders.pagePolicy
                    }
            }
            answers[asset.name] = PreparedAnswer(body: Array(asset.text.utf8), tag: asset.tag, headers: headers)
        }
        self.answers = answers
    }

    var endpoints: [Endpoint] {
        [
            page("/", "index.html"), page("/demo", "demo.html"),
            page(Self.documentation, "docs.html", announced: .registered("service_documentation")),
            page("/setup", "setup.html"), page("/tools/token", "tools-token.html"),
            page("/openapi.yaml", "openapi.yaml"),
            Endpoint(.get, "/assets/{name}", for: .anybody, log: .quiet) { request, context in
                // Pages have their own paths; here are only the files that they load.
                guard let name = context.parameters.get("name"), !name.hasSuffix(".html"), let answer = answers[name]
                else {
                    throw Problem(.notFound, "There is no such file.")
                }
                return answer.answer(to: request)
            },
        ]
    }

    private func page(_ path: String, _ name: String, announced announcement: Announcement? = nil) -> Endpoint {
        Endpoint(.get, path, for: .anybody, announced: announcement) { request, _ in
            guard let answer = answers[name] else { throw Problem(.notFound, "There is no such page.") }
            return answer.answer(to: request)
        }
    }
}
