extension JOSEHeader {
    /// Whether `typ` names a media type, without regard to case and to a leading `application/` (RFC 7515 §4.1.9).
    /// - Parameter expected: The media type, such as `at+jwt` or `application/at+jwt`.
    /// - Returns: `false` also when there is no `typ`.
    public func hasType(_ expected: String) -> Bool {
        guard let type else { return false }
        return Self.normalized(type) == Self.normalized(expected)
    }

    private static func normalized(_ type: String) -> [UInt8] {
        // Only ASCII letters have a case here: Unicode's folding would make KELVIN SIGN a "k".
        let bytes = type.utf8.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 }
        let prefix = Array("application/".utf8)
        guard bytes.starts(with: prefix) else { return bytes }
        let rest = Array(bytes.dropFirst(prefix.count))
        return rest.contains(UInt8(ascii: "/")) ? bytes : rest
    }
}
