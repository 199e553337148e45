/// Base64 with the URL and file name safe alphabet, without padding (RFC 4648 §5, RFC 7515 §2), canonical only: every
/// sequence of bytes has exactly one text.
public enum Base64URL {
    /// Encodes bytes.
    /// - Parameter bytes: Any bytes.
    /// - Returns: The text, without padding.
    public static func encode(_ bytes: some Collection<UInt8>) -> String {
        let text = bytes.withContiguousStorageIfAvailable { source in
            unsafe String(unsafeUninitializedCapacity: encodedCount(source.count)) { target in
                unsafe encode(source, into: target)
            }
        }
        return text ?? encode(Array(bytes))
    }

    /// Decodes a text.
    /// - Parameter text: The text.
    /// - Returns: The bytes, or `nil` for padding, white space, any character outside of the alphabet, an impossible
    ///   length, or trailing bits that aren't zero.
    public static func decode(_ text: String) -> [UInt8]? {
        var text = text
        return text.withUTF8 { source in unsafe decode(source) }
    }

    /// Decodes a text given as ASCII bytes, as ``decode(_:)-(String)`` does.
    /// - Parameter text: The text.
    /// - Returns: The bytes, or `nil` when the text isn't canonical base64url.
    public static func decode(_ text: [UInt8]) -> [UInt8]? {
        unsafe text.withUnsafeBufferPointer { source in unsafe decode(source) }
    }

    /// The length of the text for so many bytes.
    @inline(__always)
    static func encodedCount(_ byteCount: Int) -> Int {
        (byteCount * 4 + 2) / 3
    }

    /// The number of bytes in a text of that length, or `nil` when no text is that long.
    @inline(__always)
    static func decodedCount(_ textCount: Int) -> Int? {
        switch textCount & 3 {
        case 0: textCount / 4 * 3
        case 2: textCount / 4 * 3 + 1
        case 3: textCount / 4 * 3 + 2
        default: nil
        }
    }

    /// Decodes into a new array.
    static func decode(_ source: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        guard let count = decodedCount(source.count) else { return nil }
        var isValid = true
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { target, initialized in
            isValid = unsafe decode(source, into: UnsafeMutableBufferPointer(rebasing: target[..<count]))
            initialized = isValid ? count : 0
        }
        return isValid ? bytes : nil
    }
}
