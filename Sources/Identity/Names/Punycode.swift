/// Punycode (RFC 3492), the ASCII form of international domain labels without the `xn--` in front.
enum Punycode {
    private static let base = 36
    private static let minimumThreshold = 1
    private static let maximumThreshold = 26
    private static let skew = 38
    private static let damp = 700
    private static let initialBias = 72
    private static let initialCode = 0x80

    /// No label is longer, whichever way it is read: enough to bound the work.
    private static let maximumLength = 256

    /// Encodes a label (§6.3); `nil` when it is longer than any label.
    static func encode(_ label: String) -> String? {
        let scalars = label.unicodeScalars.map { Int($0.value) }
        guard scalars.count <= maximumLength else { return nil }
        var output = scalars.filter { $0 < initialCode }.map { UInt8($0) }
        let basicCount = output.count
        if basicCount > 0 { output.append(UInt8(ascii: "-")) }
        var (code, delta, bias, handled) = (initialCode, 0, initialBias, basicCount)
        while handled < scalars.count {
            // At most 256 scalars below 0x110000, so nothing here comes near an overflow.
            guard let next = scalars.lazy.filter({ $0 >= code }).min() else { return nil }
            delta += (next - code) * (handled + 1)
            code = next
            for scalar in scalars {
                if scalar < code { delta += 1 }
                guard scalar == code else { continue }
                var rest = delta
                var weight = base
                while true {
                    let limit = threshold(weight, bias)
                    if rest < limit { break }
                    output.append(digit(limit + (rest - limit) % (base - limit)))
                    rest = (rest - limit) / (base - limit)
                    weight += base
                }
                output.append(digit(rest))
                bias = adapt(delta, handled + 1, isFirst: handled == basicCount)
                delta = 0
                handled += 1
            }
            delta += 1
            code += 1
        }
        return String(decoding: output, as: UTF8.self)
    }

    /// Decodes a label (§6.2); `nil` when it isn't Punycode.
    static func decode(_ text: some StringProtocol) -> String? {
        let bytes = Array(text.utf8)
        guard bytes.count <= maximumLength, bytes.allSatisfy({ $0 < 0x80 }) else { return nil }
        let delimiter = bytes.lastIndex(of: UInt8(ascii: "-"))
        var output = bytes[..<(delimiter ?? 0)].map { Int($0) }
        var rest = bytes[(delimiter.map { $0 + 1 } ?? 0)...]
        var (code, index, bias) = (initialCode, 0, initialBias)
        while !rest.isEmpty {
            let previous = index
            var factor = 1
            var weight = base
            while true {
                guard let value = rest.popFirst().flatMap(value(of:)) else { return nil }
                index += value * factor
                let limit = threshold(weight, bias)
                if value < limit { break }
                factor *= base - limit
                // Beyond this no scalar lies; it keeps the product small.
                guard factor <= 1 << 40, index <= 1 << 40 else { return nil }
                weight += base
            }
            bias = adapt(index - previous, output.count + 1, isFirst: previous == 0)
            code += index / (output.count + 1)
            index %= output.count + 1
            guard code <= 0x10FFFF else { return nil }
            output.insert(code, at: index)
            index += 1
        }
        var scalars = String.UnicodeScalarView()
        for code in output {
            guard let scalar = Unicode.Scalar(UInt32(code)) else { return nil }
            scalars.append(scalar)
        }
        return String(scalars)
    }

    private static func threshold(_ weight: Int, _ bias: Int) -> Int {
        min(max(weight - bias, minimumThreshold), maximumThreshold)
    }

    private static func adapt(_ delta: Int, _ count: Int, isFirst: Bool) -> Int {
        var delta = isFirst ? delta / damp : delta / 2
        delta += delta / count
        var weight = 0
        while delta > (base - minimumThreshold) * maximumThreshold / 2 {
            delta /= base - minimumThreshold
            weight += base
        }
        return weight + (base - minimumThreshold + 1) * delta / (delta + skew)
    }

    private static func digit(_ value: Int) -> UInt8 {
        UInt8(value < 26 ? value + 97 : value - 26 + 48)
    }

    private static func value(of byte: UInt8) -> Int? {
        switch byte {
        case 0x61...0x7A: Int(byte) - 97
        case 0x41...0x5A: Int(byte) - 65
        case 0x30...0x39: Int(byte) - 48 + 26
        default: nil
        }
    }
}
