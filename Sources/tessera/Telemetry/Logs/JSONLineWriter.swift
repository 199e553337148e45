import Logging

/// Appends JSON to a line of bytes without building strings; nothing in a value can end the line.
struct JSONLineWriter {
    /// The line so far.
    private(set) var bytes: [UInt8]
    private static let hex = Array("0123456789abcdef".utf8)

    init() {
        bytes = []
        bytes.reserveCapacity(512)
    }

    /// Ends the line.
    mutating func finish() {
        bytes.append(UInt8(ascii: "\n"))
    }

    /// Appends bytes that are JSON already.
    mutating func raw(_ text: StaticString) {
        text.withUTF8Buffer { unsafe bytes.append(contentsOf: $0) }
    }

    /// Appends what `body` writes, between quotes; it must write nothing that needs escaping.
    mutating func quoted(_ body: (inout [UInt8]) -> Void) {
        bytes.append(UInt8(ascii: "\""))
        body(&bytes)
        bytes.append(UInt8(ascii: "\""))
    }

    /// Appends a string with everything escaped that RFC 8259 §7 asks for, and what ends a line elsewhere too.
    mutating func string(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        // Nearly every text is plain: printable ASCII without quote and backslash.
        if text.utf8.allSatisfy(Self.isPlain) {
            bytes.append(contentsOf: text.utf8)
        } else {
            for scalar in text.unicodeScalars { append(scalar) }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte < 0x7F && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }

    private mutating func append(_ scalar: Unicode.Scalar) {
        switch scalar {
        case "\"":
            bytes += [UInt8(ascii: "\\"), UInt8(ascii: "\"")]
        case "\\":
            bytes += [UInt8(ascii: "\\"), UInt8(ascii: "\\")]
        case "\n":
            bytes += [UInt8(ascii: "\\"), UInt8(ascii: "n")]
        // Control characters, DEL and C1 (terminals obey them), and Unicode's own line and paragraph ends.
        case "\u{00}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{2028}", "\u{2029}":
            escape(scalar.value)
        default:
            bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
        }
    }

    /// Appends metadata as an object, sorted by name, secrets redacted.
    mutating func object(_ metadata: Logger.Metadata) {
        bytes.append(UInt8(ascii: "{"))
        var isFirst = true
        for (name, value) in metadata.sorted(by: { $0.key < $1.key }) {
            if !isFirst { bytes.append(UInt8(ascii: ",")) }
            isFirst = false
            string(name)
            bytes.append(UInt8(ascii: ":"))
            if LogRedaction.isSecret(name: name) {
                string(LogRedaction.mark)
            } else {
                self.value(value)
            }
        }
        bytes.append(UInt8(ascii: "}"))
    }

    private mutating func value(_ value: Logger.MetadataValue) {
        if value.attributes[LogSensitivity.self] == .secret {
            string(LogRedaction.mark)
            return
        }
        switch value {
        case .string(let text):
            string(LogRedaction.withoutTokens(text))
        case .stringConvertible(let convertible):
            switch convertible {
            // Numbers and truth values stay what they are, so that programs can count and compare.
            case let number as any FixedWidthInteger:
                bytes.append(contentsOf: String(describing: number).utf8)
            case let truth as Bool:
                raw(truth ? "true" : "false")
            case let number as Double where number.isFinite:
                bytes.append(contentsOf: String(describing: number).utf8)
            default:
                string(LogRedaction.withoutTokens(convertible.description))
            }
        case .dictionary(let dictionary):
            object(dictionary)
        case .array(let items):
            bytes.append(UInt8(ascii: "["))
            for (index, item) in items.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                self.value(item)
            }
            bytes.append(UInt8(ascii: "]"))
        }
    }

    private mutating func escape(_ value: UInt32) {
        bytes += [UInt8(ascii: "\\"), UInt8(ascii: "u")]
        for shift in [12, 8, 4, 0] {
            bytes.append(Self.hex[Int(value >> UInt32(shift) & 0xF)])
        }
    }
}
