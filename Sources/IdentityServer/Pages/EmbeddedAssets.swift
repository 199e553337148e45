// swift-format-ignore-file
// Written by Scripts/embed-assets.py from Pages/Assets. Change the files there and run it again.

/// The pages' files as they lie in `Pages/Assets`, part of the binary.
enum EmbeddedAssets {
    static let all: [EmbeddedAsset] = [
        EmbeddedAsset(name: "index.html", tag: "b218e0375fff6cd3", text: "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>Tessera</title>\n<link rel=\"icon\" href=\"/assets/icon.svg\" type=\"image/svg+xml\">\n<link rel=\"stylesheet\" href=\"/assets/style.css\">\n</head>\n<body>\n<main class=\"narrow\">\n<h1>Tessera</h1>\n<p>This is a sign-in server. It is running.</p>\n<nav aria-label=\"Pages\">\n<ul class=\"cards\">\n<li><a href=\"/demo\">Demo</a> Register, sign in, watch a token expire, refresh it, end sessions.</li>\n<li><a href=\"/docs\">API</a> Every endpoint, every answer, every error.</li>\n<li><a href=\"/openapi.yaml\">OpenAPI document</a> The same for programs.</li>\n<li><a href=\"/.well-known/openid-configuration\">Metadata</a> and <a href=\"/.well-known/jwks.json\">public keys</a> for verifiers.</li>\n</ul>\n</nav>\n</main>\n</body>\n</html>\n"),
    ]
}
