// The bytes choose pieces of SQL and values; whatever they choose, the text must be what the program wrote, with as many
// placeholders as there are bound values, in their order, and no value in it.

/// Called by libFuzzer for each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzSQL(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    var input = Input(bytes: UnsafeBufferPointer(start: start, count: count))
    var expected = Expectation()
    var sql: SQL = ""
    while let choice = input.byte(), expected.values.count < 200 {
        sql = sql + part(choice, &input, &expected)
    }
    check(sql, expected, in: .sqlite)
    check(sql, expected, in: .postgreSQL)
    guard sql == [sql].joined(separator: "x"), sql.hashValue == (sql + "").hashValue else { fatalError("equality") }
    let mark = Migration("m", [sql]).fingerprint
    guard mark.utf8.count == 16, mark == Migration("n", [sql + ""]).fingerprint else { fatalError("fingerprint") }
    return 0
}

struct Input {
    let bytes: UnsafeBufferPointer<UInt8>
    var position = 0

    mutating func byte() -> UInt8? {
        guard position < bytes.count else { return nil }
        defer { position += 1 }
        return bytes[position]
    }

    mutating func slice() -> [UInt8] {
        let length = min(Int(byte() ?? 0), bytes.count - position)
        defer { position += length }
        return Array(bytes[position..<(position + length)])
    }

    mutating func integer() -> Int64 {
        slice().reduce(0) { ($0 << 8) | Int64($1) }
    }
}

struct Expectation {
    /// The literal parts between the placeholders: one more than there are values.
    var texts = [""]
    var values: [SQLValue] = []
    var isRefused = false

    mutating func append(text: String) { texts[texts.count - 1] += text }

    mutating func append(_ value: SQLValue) {
        if case .text(let text) = value, text.utf8.contains(0) { isRefused = true }
        values.append(value)
        texts.append("")
    }
}

func part(_ choice: UInt8, _ input: inout Input, _ expected: inout Expectation) -> SQL {
    switch choice % 9 {
    case 0:
        expected.append(text: "SELECT 'é' -- ")
        return "SELECT 'é' -- "
    case 1:
        let text = String(decoding: input.slice(), as: UTF8.self)
        expected.append(.text(text))
        return "\(text)"
    case 2:
        let integer = input.integer()
        expected.append(.integer(integer))
        return "\(integer)"
    case 3:
        let bytes = input.slice()
        expected.append(.bytes(bytes))
        return "\(bytes)"
    case 4:
        let bool = (input.byte() ?? 0) & 1 == 1
        expected.append(.bool(bool))
        return "\(bool)"
    case 5:
        let text: String? = nil
        expected.append(.null)
        return "\(text)"
    case 6:
        let list = (0..<Int((input.byte() ?? 0) % 5)).map { _ in String(decoding: input.slice(), as: UTF8.self) }
        if list.isEmpty { expected.isRefused = true }
        expected.append(text: "(")
        for (index, text) in list.enumerated() {
            if index > 0 { expected.append(text: ", ") }
            expected.append(.text(text))
        }
        expected.append(text: ")")
        return "\(list)"
    case 7:
        expected.append(text: "\"a\"\"b\"")
        return "\(identifier: "a\"b")"
    default:
        let inner: SQL = "x = \(7) AND "
        expected.append(text: "x = ")
        expected.append(.integer(7))
        expected.append(text: " AND ")
        return "\(inner)"
    }
}

func check(_ sql: SQL, _ expected: Expectation, in dialect: Dialect) {
    do {
        let rendered = try sql.rendered(in: dialect)
        guard !expected.isRefused else { fatalError("a value was not refused") }
        guard rendered.values == expected.values else { fatalError("the values differ") }
        var text = expected.texts[0]
        for (index, following) in expected.texts.dropFirst().enumerated() {
            text += (dialect == .sqlite ? "?" : "$\(index + 1)") + following
        }
        guard rendered.text.utf8.elementsEqual(text.utf8) else { fatalError("the text differs") }
    } catch {
        guard expected.isRefused, error.code == .invalidValue else { fatalError("refused for no reason: \(error)") }
    }
}
