/// The media types of `typ` (RFC 7515 §4.1.9).
enum MediaType {
    /// Whether a `typ` names a type, with or without `application/`, without regard to ASCII case.
    /// - Parameters:
    ///   - type: The parameter `typ`, if there is one.
    ///   - name: The expected type, in lower case and without `application/`.
    /// - Returns: `false` also when there is no `typ`.
    static func matches(_ type: String?, _ name: StaticString) -> Bool {
        guard let type else { return false }
        let name = name.description
        if type.isIdentical(to: name) { return true }
        let written = type.utf8.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 }
        return written.elementsEqual(name.utf8) || written.elementsEqual("application/\(name)".utf8)
    }
}
