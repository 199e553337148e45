import Mustache

/// The templates of the hosted pages, each under byte-wise escaping, and nothing in any of them that would turn it off.
struct HostedTemplates: Sendable {
    /// Stands in front of every file: partials and layouts fall back to the library's own escaping otherwise.
    private static let pragma = "{{% CONTENT_TYPE:\(SafeHTML.name)}}"
    /// What leaves text as it is, changes the marks by which tags are known, or chooses another kind of escaping.
    private static let forbidden = ["{{{", "{{&", "{{=", "{{%"]

    private let library: MustacheLibrary

    /// Reads the templates.
    ///
    /// - Throws: ``ServerConfigurationError`` naming a template with a tag that does not escape, or what the parser throws.
    init(_ files: [EmbeddedAsset] = EmbeddedTemplates.all) throws {
        MustacheContentTypes.register(SafeHTML(), named: SafeHTML.name)
        var library = MustacheLibrary()
        for file in files {
            let dense = file.text.filter { !$0.isWhitespace }
            for mark in Self.forbidden where dense.contains(mark) {
                throw ServerConfigurationError("The template \(file.name) contains \(mark), which is not allowed.")
            }
            try library.register(Self.pragma + file.text, named: String(file.name.prefix { $0 != "." }))
        }
        self.library = library
    }

    /// The page.
    ///
    /// - Parameters:
    ///   - name: the template's file without its ending.
    ///   - values: what its tags stand for. A name that is missing renders as nothing.
    /// - Returns: HTML.
    /// - Throws: ``ServerConfigurationError`` when there is no such template.
    func render(_ name: String, _ values: [String: Any]) throws -> String {
        guard let html = library.render(values, withTemplate: name) else {
            throw ServerConfigurationError("There is no template \(name).")
        }
        return html
    }
}
