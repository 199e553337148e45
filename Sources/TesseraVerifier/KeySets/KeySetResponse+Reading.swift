package import TesseraJOSE

/// What keeps an answer from being the document that was asked for, in words that name the cause.
extension KeySetResponse {
    /// Refuses every answer but 200 without a content coding.
    /// - Parameter address: Where the answer comes from, for the words.
    /// - Throws: `KeySetError` with `redirected`, `status` or `encoded`.
    package func requireDocument(from address: String) throws(KeySetError) {
        switch status {
        case 200: break
        case 300..<400 where status != 304:
            let target = location.map { " leads to \(Self.printable($0))" } ?? " says no Location"
            throw KeySetError(.redirected, detail: "\(status) from \(address)\(target)")
        default: throw KeySetError(.status, detail: "\(status) from \(address)")
        }
        if let coding = contentEncoding, !coding.isEmpty, coding.lowercased() != "identity" {
            throw KeySetError(.encoded, detail: "\(Self.printable(coding)) from \(address)")
        }
    }

    /// The body as JSON.
    /// - Parameter code: What the answer is when it is no JSON.
    /// - Returns: The value.
    /// - Throws: `KeySetError` with that code and the cause.
    package func json(orElse code: KeySetError.Code) throws(KeySetError) -> JSONValue {
        if let fault = bodyFault { throw KeySetError(code, detail: fault) }
        do throws(JSONError) {
            return try JSONValue(parsing: body)
        } catch {
            let cause = error.code == .unexpectedEnd ? "the answer was cut off: " : "the answer is no JSON: "
            throw KeySetError(code, detail: cause + error.description)
        }
    }

    /// What the body is in the place of any document; nil for a body that may be one.
    package var bodyFault: String? {
        guard let first = body.first(where: { ![0x09, 0x0A, 0x0D, 0x20].contains($0) }) else {
            return "the answer is empty"
        }
        return first == UInt8(ascii: "<") ? "the answer is a page (HTML or XML), no JSON" : nil
    }

    /// A text from an answer as it may stand in a message: printable ASCII, and not long.
    static func printable(_ text: String) -> String {
        let shown = text.utf8.prefix(200).map { (0x20...0x7E).contains($0) ? Character(UnicodeScalar($0)) : "?" }
        return String(shown) + (text.utf8.count > 200 ? "…" : "")
    }
}
