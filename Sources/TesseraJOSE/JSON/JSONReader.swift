/// A strict recursive-descent reader of RFC 8259.
///
/// Works on borrowed bytes, every access checked against their bounds.
struct JSONReader {
    private(set) var position = 0
    private var remainingMembers: Int
    private let maximumDepth: Int
    /// Names that an object holds twice; `nil` when such an object is refused.
    private var repeatedNames: [String]?

    /// Reads a whole text.
    static func read(_ bytes: Span<UInt8>, limits: JSONLimits) throws(JSONError) -> JSONValue {
        var reader = JSONReader(limits: limits)
        return try reader.whole(bytes, limits: limits)
    }

    /// Reads a whole text in which an object may hold a name twice; the last value counts, as it does to most readers.
    static func readTolerantly(
        _ bytes: Span<UInt8>,
        limits: JSONLimits
    ) throws(JSONError) -> (value: JSONValue, repeatedNames: [String]) {
        var reader = JSONReader(limits: limits)
        reader.repeatedNames = []
        return (try reader.whole(bytes, limits: limits), reader.repeatedNames ?? [])
    }

    private mutating func whole(_ bytes: Span<UInt8>, limits: JSONLimits) throws(JSONError) -> JSONValue {
        guard bytes.count <= limits.maximumBytes else { throw JSONError(.tooLarge, at: limits.maximumBytes) }
        // UTF-8, UTF-16 and UTF-32 marks all start with one of these, which start nothing that JSON allows.
        if bytes.count > 0, bytes[0] == 0xEF || bytes[0] == 0xFE || bytes[0] == 0xFF || bytes[0] == 0 {
            throw JSONError(.byteOrderMark, at: 0)
        }
        let value = try value(bytes, depth: 0)
        skipSpace(bytes)
        guard position == bytes.count else { throw JSONError(.trailingBytes, at: position) }
        return value
    }

    private init(limits: JSONLimits) {
        remainingMembers = limits.maximumMembers
        maximumDepth = min(limits.maximumDepth, 512)
    }

    private mutating func value(_ bytes: Span<UInt8>, depth: Int) throws(JSONError) -> JSONValue {
        skipSpace(bytes)
        guard position < bytes.count else { throw JSONError(.unexpectedEnd, at: position) }
        switch bytes[position] {
        case UInt8(ascii: "\""): return .string(try string(bytes))
        case UInt8(ascii: "{"): return .object(try object(bytes, depth: depth + 1))
        case UInt8(ascii: "["): return .array(try array(bytes, depth: depth + 1))
        case UInt8(ascii: "t"): return try literal("true", .bool(true), bytes)
        case UInt8(ascii: "f"): return try literal("false", .bool(false), bytes)
        case UInt8(ascii: "n"): return try literal("null", .null, bytes)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            return try JSONNumber.read(bytes, from: &position)
        default: throw JSONError(.unexpectedByte, at: position)
        }
    }

    private mutating func object(_ bytes: Span<UInt8>, depth: Int) throws(JSONError) -> JSONObject {
        try open(depth)
        var members: [JSONObject.Member] = []
        if try closes(UInt8(ascii: "}"), bytes) { return JSONObject() }
        // The claims of an access token are about a dozen; what stands in them is small.
        members.reserveCapacity(depth == 1 ? 16 : 4)
        while true {
            skipSpace(bytes)
            let start = position
            guard position < bytes.count else { throw JSONError(.unexpectedEnd, at: position) }
            guard bytes[position] == UInt8(ascii: "\"") else { throw JSONError(.unexpectedByte, at: position) }
            let name = try string(bytes)
            // Small objects are checked as they grow; sorting at the end keeps large ones from costing n².
            if members.count < 16, members.contains(where: { $0.name.isIdentical(to: name) }), repeatedNames == nil {
                throw JSONError(.duplicateMember, at: start)
            }
            skipSpace(bytes)
            guard position < bytes.count else { throw JSONError(.unexpectedEnd, at: position) }
            guard bytes[position] == UInt8(ascii: ":") else { throw JSONError(.unexpectedByte, at: position) }
            position += 1
            try countMember()
            members.append(JSONObject.Member(name: name, value: try value(bytes, depth: depth)))
            if try separates(UInt8(ascii: "}"), bytes) { continue }
            if repeatedNames != nil { return withoutRepetition(members) }
            if members.count > 16, Self.hasDuplicate(members) { throw JSONError(.duplicateMember, at: start) }
            return JSONObject(unique: members)
        }
    }

    private mutating func array(_ bytes: Span<UInt8>, depth: Int) throws(JSONError) -> [JSONValue] {
        try open(depth)
        var elements: [JSONValue] = []
        if try closes(UInt8(ascii: "]"), bytes) { return elements }
        repeat {
            try countMember()
            elements.append(try value(bytes, depth: depth))
        } while try separates(UInt8(ascii: "]"), bytes)
        return elements
    }

    private mutating func open(_ depth: Int) throws(JSONError) {
        guard depth <= maximumDepth else { throw JSONError(.tooDeep, at: position) }
        position += 1
    }

    /// Whether the container ends before its first entry.
    private mutating func closes(_ end: UInt8, _ bytes: Span<UInt8>) throws(JSONError) -> Bool {
        skipSpace(bytes)
        guard position < bytes.count else { throw JSONError(.unexpectedEnd, at: position) }
        guard bytes[position] == end else { return false }
        position += 1
        return true
    }

    /// Reads what follows an entry: `true` for a comma, `false` for the end of the container.
    private mutating func separates(_ end: UInt8, _ bytes: Span<UInt8>) throws(JSONError) -> Bool {
        skipSpace(bytes)
        guard position < bytes.count else { throw JSONError(.unexpectedEnd, at: position) }
        let byte = bytes[position]
        guard byte == end || byte == UInt8(ascii: ",") else { throw JSONError(.unexpectedByte, at: position) }
        position += 1
        return byte != end
    }

    private mutating func countMember() throws(JSONError) {
        remainingMembers -= 1
        guard remainingMembers >= 0 else { throw JSONError(.tooManyMembers, at: position) }
    }

    private mutating func literal(
        _ text: StaticString,
        _ value: JSONValue,
        _ bytes: Span<UInt8>
    ) throws(JSONError) -> JSONValue {
        for index in 0..<text.utf8CodeUnitCount {
            guard position < bytes.count else { throw JSONError(.unexpectedEnd, at: position) }
            guard unsafe bytes[position] == text.utf8Start[index] else {
                throw JSONError(.unexpectedByte, at: position)
            }
            position += 1
        }
        return value
    }

    private mutating func string(_ bytes: Span<UInt8>) throws(JSONError) -> String {
        try JSONString.read(bytes, from: &position)
    }

    private mutating func skipSpace(_ bytes: Span<UInt8>) {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x09, 0x0A, 0x0D: position += 1
            default: return
            }
        }
    }

    private mutating func withoutRepetition(_ members: [JSONObject.Member]) -> JSONObject {
        var object = JSONObject()
        for member in members {
            if object[member.name] != nil { repeatedNames?.append(member.name) }
            object[member.name] = member.value
        }
        return object
    }

    private static func hasDuplicate(_ members: [JSONObject.Member]) -> Bool {
        let names = members.map(\.name).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        return zip(names, names.dropFirst()).contains { $0.isIdentical(to: $1) }
    }
}
