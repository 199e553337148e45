/// Reads the numbers of JSON (RFC 8259 §6).
enum JSONNumber {
    /// The largest magnitude up to which every whole double is exact.
    private static let exactBound = 9_007_199_254_740_992.0

    /// Reads a number that starts at `position`, and steps behind it.
    static func read(_ bytes: Span<UInt8>, from position: inout Int) throws(JSONError) -> JSONValue {
        let start = position
        let isNegative = bytes[position] == UInt8(ascii: "-")
        if isNegative { position += 1 }
        let firstDigit = position
        var whole: Int64 = 0
        var overflows = false
        while let digit = digit(bytes, at: position) {
            // Counted downwards, since the lowest integer has no positive twin.
            let (product, first) = whole.multipliedReportingOverflow(by: 10)
            let (difference, second) = product.subtractingReportingOverflow(Int64(digit))
            overflows = overflows || first || second
            whole = difference
            position += 1
        }
        guard position > firstDigit else { throw JSONError(.invalidNumber, at: start) }
        if bytes[firstDigit] == UInt8(ascii: "0"), position > firstDigit + 1 {
            throw JSONError(.invalidNumber, at: start)
        }
        let isPlain = try !skipFraction(bytes, from: &position, start: start)
        if isPlain, !overflows {
            if isNegative { return .integer(whole) }
            if whole != .min { return .integer(-whole) }
        }
        return try double(bytes, start..<position)
    }

    /// Steps over a fraction and an exponent; returns whether there was one.
    private static func skipFraction(
        _ bytes: Span<UInt8>,
        from position: inout Int,
        start: Int
    ) throws(JSONError) -> Bool {
        var found = false
        if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
            position += 1
            try skipDigits(bytes, from: &position, start: start)
            found = true
        }
        if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
            position += 1
            if position < bytes.count, bytes[position] == UInt8(ascii: "+") || bytes[position] == UInt8(ascii: "-") {
                position += 1
            }
            try skipDigits(bytes, from: &position, start: start)
            found = true
        }
        return found
    }

    private static func skipDigits(_ bytes: Span<UInt8>, from position: inout Int, start: Int) throws(JSONError) {
        let first = position
        while digit(bytes, at: position) != nil { position += 1 }
        guard position > first else { throw JSONError(.invalidNumber, at: start) }
    }

    private static func digit(_ bytes: Span<UInt8>, at position: Int) -> UInt8? {
        guard position < bytes.count else { return nil }
        let digit = bytes[position] &- UInt8(ascii: "0")
        return digit < 10 ? digit : nil
    }

    private static func double(_ bytes: Span<UInt8>, _ range: Range<Int>) throws(JSONError) -> JSONValue {
        var text = ""
        text.reserveCapacity(range.count)
        for index in range { text.unicodeScalars.append(Unicode.Scalar(bytes[index])) }
        guard let value = Double(text), value.isFinite else { throw JSONError(.numberOutOfRange, at: range.lowerBound) }
        if value.magnitude <= exactBound, let whole = Int64(exactly: value) { return .integer(whole) }
        return .number(value)
    }
}
