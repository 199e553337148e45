/// Names as the Prometheus text format allows them.
enum PrometheusName {
    /// A metric's name: `[a-zA-Z_:][a-zA-Z0-9_:]*`; anything else becomes `_`.
    static func metric(_ label: String) -> String {
        cleaned(label, isAllowed: { $0 == UInt8(ascii: ":") })
    }

    /// A label's name: `[a-zA-Z_][a-zA-Z0-9_]*`, and `__` at the front is reserved.
    static func label(_ name: String) -> String {
        let clean = cleaned(name, isAllowed: { _ in false })
        return clean.hasPrefix("__") ? "key" + clean : clean
    }

    /// A label's value between its quotes.
    static func escaped(_ value: String) -> String {
        value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }

    private static func cleaned(_ text: String, isAllowed: (UInt8) -> Bool) -> String {
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"):
                bytes.append(byte)
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                if bytes.isEmpty { bytes.append(UInt8(ascii: "_")) }
                bytes.append(byte)
            default:
                bytes.append(isAllowed(byte) ? byte : UInt8(ascii: "_"))
            }
        }
        return bytes.isEmpty ? "_" : String(decoding: bytes, as: UTF8.self)
    }
}

/// The labels of one time series: clean names, sorted, each once.
struct PrometheusLabels: Sendable, Hashable {
    /// `a="1",b="2"`, empty when there are none.
    let text: String

    /// Labels from a metric's dimensions; when a name occurs twice, the last value counts.
    init(_ dimensions: [(String, String)]) {
        var values: [String: String] = [:]
        for (name, value) in dimensions { values[PrometheusName.label(name)] = value }
        text = values.sorted { $0.key < $1.key }.map { "\($0.key)=\"\(PrometheusName.escaped($0.value))\"" }
            .joined(separator: ",")
    }

    /// The labels between braces, with one more at the end if given.
    func braces(with extra: String = "") -> String {
        let all = [text, extra].filter { !$0.isEmpty }.joined(separator: ",")
        return all.isEmpty ? "" : "{\(all)}"
    }
}
