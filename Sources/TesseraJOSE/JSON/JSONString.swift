/// Reads the strings of JSON (RFC 8259 §7).
enum JSONString {
    /// Reads a string whose opening quotation mark stands at `position`, and steps behind its closing one.
    static func read(_ bytes: Span<UInt8>, from position: inout Int) throws(JSONError) -> String {
        let start = position + 1
        position = start
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""):
                let text = try text(bytes, start..<position)
                position += 1
                return text
            case UInt8(ascii: "\\"):
                return try readEscaped(bytes, from: &position, start: start)
            case 0..<0x20:
                throw JSONError(.controlCharacter, at: position)
            default:
                position += 1
            }
        }
        throw JSONError(.unexpectedEnd, at: position)
    }

    private static func text(_ bytes: Span<UInt8>, _ range: Range<Int>) throws(JSONError) -> String {
        let text = unsafe bytes.extracting(range).withUnsafeBufferPointer { buffer in
            unsafe String(validating: buffer, as: UTF8.self)
        }
        guard let text else { throw JSONError(.invalidUTF8, at: range.lowerBound) }
        return text
    }

    /// Goes on at the first backslash, copying into a buffer.
    private static func readEscaped(
        _ bytes: Span<UInt8>,
        from position: inout Int,
        start: Int
    ) throws(JSONError) -> String {
        var buffer: [UInt8] = []
        buffer.reserveCapacity(position - start + 32)
        for index in start..<position { buffer.append(bytes[index]) }
        while position < bytes.count {
            let byte = bytes[position]
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                guard let text = String(validating: buffer, as: UTF8.self) else {
                    throw JSONError(.invalidUTF8, at: start)
                }
                return text
            case UInt8(ascii: "\\"):
                try escape(bytes, from: &position, into: &buffer)
            case 0..<0x20:
                throw JSONError(.controlCharacter, at: position)
            default:
                buffer.append(byte)
                position += 1
            }
        }
        throw JSONError(.unexpectedEnd, at: position)
    }

    private static func escape(
        _ bytes: Span<UInt8>,
        from position: inout Int,
        into buffer: inout [UInt8]
    ) throws(JSONError) {
        let start = position
        guard start + 1 < bytes.count else { throw JSONError(.unexpectedEnd, at: bytes.count) }
        position += 2
        switch bytes[start + 1] {
        case UInt8(ascii: "\""): buffer.append(UInt8(ascii: "\""))
        case UInt8(ascii: "\\"): buffer.append(UInt8(ascii: "\\"))
        case UInt8(ascii: "/"): buffer.append(UInt8(ascii: "/"))
        case UInt8(ascii: "b"): buffer.append(0x08)
        case UInt8(ascii: "f"): buffer.append(0x0C)
        case UInt8(ascii: "n"): buffer.append(0x0A)
        case UInt8(ascii: "r"): buffer.append(0x0D)
        case UInt8(ascii: "t"): buffer.append(0x09)
        case UInt8(ascii: "u"):
            let scalar = try scalar(bytes, from: &position, escapeStart: start)
            buffer.append(contentsOf: Array(String(Character(scalar)).utf8))
        default: throw JSONError(.invalidEscape, at: start)
        }
    }

    /// Reads the four digits behind `\u`, and the second half when they are the first half of a pair.
    private static func scalar(
        _ bytes: Span<UInt8>,
        from position: inout Int,
        escapeStart: Int
    ) throws(JSONError) -> Unicode.Scalar {
        let first = try hexadecimal(bytes, from: &position)
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard first < 0xDC00, position + 1 < bytes.count,
            bytes[position] == UInt8(ascii: "\\"), bytes[position + 1] == UInt8(ascii: "u")
        else { throw JSONError(.loneSurrogate, at: escapeStart) }
        position += 2
        let second = try hexadecimal(bytes, from: &position)
        guard (0xDC00..<0xE000).contains(second),
            let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
        else { throw JSONError(.loneSurrogate, at: escapeStart) }
        return scalar
    }

    private static func hexadecimal(_ bytes: Span<UInt8>, from position: inout Int) throws(JSONError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard position < bytes.count else { throw JSONError(.unexpectedEnd, at: position) }
            let digit: UInt8
            switch bytes[position] {
            case let byte where byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
            case let byte where byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "f"):
                digit = byte - UInt8(ascii: "a") + 10
            case let byte where byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "F"):
                digit = byte - UInt8(ascii: "A") + 10
            default: throw JSONError(.invalidEscape, at: position)
            }
            value = value << 4 | UInt32(digit)
            position += 1
        }
        return value
    }
}
