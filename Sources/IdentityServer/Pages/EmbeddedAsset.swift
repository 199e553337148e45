/// One file of the pages.
struct EmbeddedAsset: Sendable {
    /// The file's name, such as `demo.html`.
    let name: String
    /// Changes with the content; the entity tag.
    let tag: String
    /// The content.
    let text: String

    /// The media type that the name's ending stands for.
    var mediaType: String {
        switch name.split(separator: ".").last {
        case "html": "text/html; charset=utf-8"
        case "css": "text/css; charset=utf-8"
        case "js": "text/javascript; charset=utf-8"
        case "yaml": "application/yaml"
        case "json": "application/json"
        case "svg": "image/svg+xml"
        default: "application/octet-stream"
        }
    }
}
