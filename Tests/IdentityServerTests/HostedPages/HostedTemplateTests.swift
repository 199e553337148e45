import Foundation
import Mustache
import TesseraJOSE
import Testing

@testable import IdentityServer

@Suite struct HostedTemplateTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Web/hosted")
    static let names = EmbeddedTemplates.all.map(\.name)

    @Test func `the embedded templates are those of the folder: else run Scripts/embed-assets.py`() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path).sorted()
        #expect(Self.names == files)
        for template in EmbeddedTemplates.all {
            #expect(
                try template.text == String(contentsOf: Self.folder.appending(path: template.name), encoding: .utf8),
                "\(template.name)"
            )
        }
    }

    @Test(arguments: ["{{{x}}}", "{{&x}}", "{{ & x }}", "{{=<% %>=}}", "{{% CONTENT_TYPE:TEXT}}", "{{\n&x}}"])
    func `a template that could leave text unescaped is refused`(text: String) throws {
        let template = EmbeddedAsset(name: "x.mustache", tag: "", text: "<p>" + text + "</p>")
        #expect(throws: ServerConfigurationError.self) { try HostedTemplates([template]) }
    }

    /// What ends attributes and begins elements, each hidden behind a mark that makes one character of both.
    private static let hostile = [
        "\"\u{301} onfocus=alert(1) autofocus x=\"", "'\u{200D}x", "<\u{301}script>", "&\u{FE0F}lt;", ">\u{20E3}",
        "\r\n\"'<>&",
    ]

    @Test(arguments: names, hostile)
    func `no tag of any template lets a quotation mark or a bracket through, even before a combining mark`(
        name: String,
        text: String
    ) throws {
        let templates = try HostedTemplates()
        let escaped = SafeHTML().escapeText(text)
        #expect(Self.isEscaped(escaped))
        for showsInverted in [false, true] {
            let plain = try Self.rendered(name, with: "MARK", showsInverted, templates)
            let attacked = try Self.rendered(name, with: text, showsInverted, templates)
            // The same page, but for the text in its escaped form: nothing else differs, so nothing got out.
            #expect(Self.bytes(attacked, replacing: escaped, by: "MARK") == Array(plain.utf8))
            #expect(plain.contains("MARK"))
        }
    }

    /// Every variable is `text`, and every section stands there once; or, where there are two, the one for what is missing.
    private static func rendered(
        _ name: String,
        with text: String,
        _ showsInverted: Bool,
        _ templates: HostedTemplates
    ) throws -> String {
        var values: [String: Any] = [:]
        for template in EmbeddedTemplates.all {
            for match in template.text.matches(of: /\{\{#([a-z_]+)\}\}/) { values[String(match.1)] = true }
        }
        for template in EmbeddedTemplates.all {
            for match in template.text.matches(of: /\{\{([a-z_]+)\}\}/) { values[String(match.1)] = text }
        }
        for template in EmbeddedTemplates.all where showsInverted {
            for match in template.text.matches(of: /\{\{\^([a-z_]+)\}\}/) { values[String(match.1)] = nil }
        }
        return try templates.render(String(name.prefix { $0 != "." }), values)
    }

    private static func bytes(_ page: String, replacing escaped: String, by plain: String) -> [UInt8] {
        let (page, pattern) = (Array(page.utf8), Array(escaped.utf8))
        var result: [UInt8] = []
        var index = 0
        while index < page.count {
            if page[index...].starts(with: pattern) {
                result += Array(plain.utf8)
                index += pattern.count
            } else {
                result.append(page[index])
                index += 1
            }
        }
        return result
    }

    /// Whether no byte of `html` begins or ends anything: every ampersand begins one of our five references.
    static func isEscaped(_ html: String) -> Bool {
        let bytes = Array(html.utf8)
        let references = ["&amp;", "&lt;", "&gt;", "&quot;", "&#39;"].map { Array($0.utf8) }
        return bytes.indices.allSatisfy { index in
            switch bytes[index] {
            case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""), UInt8(ascii: "'"): false
            case UInt8(ascii: "&"): references.contains { bytes[index...].starts(with: $0) }
            default: true
            }
        }
    }

    @Test func `every tag of the templates is one that a test knows to fill`() throws {
        for template in EmbeddedTemplates.all {
            for match in template.text.matches(of: /\{\{([^}]*)\}\}/) {
                #expect(
                    match.1.wholeMatch(of: /[#^\/]?[a-z_]+|[<>\/][a-z-]+|[$\/]main/) != nil,
                    "\(template.name): \(match.1)"
                )
            }
        }
    }

    @Test func `no naughty text is escaped into anything but itself`() {
        for text in NaughtyTextTests.texts {
            let escaped = SafeHTML().escapeText(text)
            #expect(Self.isEscaped(escaped), "\(text.debugDescription)")
            #expect(escaped.utf8.count >= text.utf8.count)
        }
    }
}
