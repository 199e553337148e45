/// Reads a page byte by byte, as a browser's tokenizer does, so that no combining mark hides anything from a test.
enum PageScanner {
    /// The attributes that the templates have.
    private static let attributes: Set<String> = [
        "action", "alt", "aria-describedby", "aria-invalid", "aria-label", "aria-labelledby", "autocapitalize",
        "autocomplete", "autofocus", "charset", "class", "content", "datetime", "download", "for", "height", "hidden",
        "href", "http-equiv", "id", "lang", "maxlength", "method", "minlength", "name", "open", "readonly", "rel",
        "required", "role", "spellcheck", "src", "title", "type", "value", "width",
    ]
    /// The elements that the templates have.
    private static let elements: Set<String> = [
        "a", "body", "button", "details", "div", "form", "h1", "h2", "h3", "head", "header", "html", "img", "input",
        "label", "li", "link", "main", "meta", "nav", "p", "section", "span", "strong", "summary", "time", "title",
        "ul",
    ]
    private static let references = ["&amp;", "&lt;", "&gt;", "&quot;", "&#39;"].map { Array($0.utf8) }
    private static let start = Array("<!doctype html>".utf8)

    /// What in `page` no template has written; nil when it is whole.
    static func fault(in page: String) -> String? {
        var rest = Array(page.utf8)[...]
        guard rest.starts(with: start) else { return "no document" }
        rest = rest.dropFirst(start.count)
        while let byte = rest.first {
            switch byte {
            case UInt8(ascii: "<"):
                if let fault = tag(&rest) { return fault }
            case UInt8(ascii: "&"):
                guard references.contains(where: rest.starts(with:)) else { return "a bare ampersand" }
                rest = rest.dropFirst()
            case UInt8(ascii: ">"), UInt8(ascii: "\""), UInt8(ascii: "'"):
                return "an unescaped \(Character(Unicode.Scalar(byte)))"
            default:
                rest = rest.dropFirst()
            }
        }
        return nil
    }

    private static func tag(_ rest: inout ArraySlice<UInt8>) -> String? {
        rest = rest.dropFirst()
        if rest.first == UInt8(ascii: "/") { rest = rest.dropFirst() }
        let name = word(&rest)
        guard elements.contains(name) else { return "the element \(name)" }
        while rest.first == UInt8(ascii: " ") {
            rest = rest.dropFirst()
            let attribute = word(&rest)
            guard attributes.contains(attribute) else { return "the attribute \(attribute)" }
            guard rest.first == UInt8(ascii: "=") else { continue }
            guard rest.dropFirst().first == UInt8(ascii: "\"") else { return "an attribute without quotation marks" }
            rest = rest.dropFirst(2)
            guard let end = rest.firstIndex(of: UInt8(ascii: "\"")) else { return "an attribute without an end" }
            let value = rest[..<end]
            for index in value.indices {
                switch value[index] {
                case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "'"): return "an unescaped sign in \(attribute)"
                case UInt8(ascii: "&"):
                    guard references.contains(where: value[index...].starts(with:)) else {
                        return "a bare ampersand in \(attribute)"
                    }
                default: break
                }
            }
            rest = rest[(end + 1)...]
        }
        guard rest.first == UInt8(ascii: ">") else { return "an element \(name) without an end" }
        rest = rest.dropFirst()
        return nil
    }

    private static func word(_ rest: inout ArraySlice<UInt8>) -> String {
        let word = rest.prefix { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): true
            default: false
            }
        }
        rest = rest[word.endIndex...]
        return String(decoding: word, as: UTF8.self)
    }
}
