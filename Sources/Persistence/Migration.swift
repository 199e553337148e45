/// A named step of the schema.
///
/// Once released it never changes: a later change is a later migration.
public struct Migration: Sendable, Hashable {
    /// The name, unique in the list, such as `0003 sessions`.
    public let name: String
    /// The statements, executed in order in one transaction.
    public let statements: [SQL]

    /// A step of the schema.
    ///
    /// - Parameters:
    ///   - name: The name, unique in the list.
    ///   - statements: The statements, written once for all dialects.
    public init(_ name: String, _ statements: [SQL]) {
        self.name = name
        self.statements = statements
    }

    /// A mark of the statements, the same in every dialect, by which a change after release is noticed.
    ///
    /// FNV-1a with 64 bits: it guards against mistakes of the authors, not against an attacker, who would change the
    /// schema itself.
    public var fingerprint: String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for statement in statements {
            for byte in "\(statement.fingerprintText)\u{1}".utf8 {
                hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
            }
        }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}

extension SQL {
    /// A spelling that no dialect changes and that tells every fragment from every other.
    fileprivate var fingerprintText: String {
        fragments.map { fragment in
            switch fragment {
            case .text(let text): text.description
            case .value(let value): "\u{2}\(value.fingerprintText)\u{2}"
            case .identifier(let name): "\u{3}\(name.description)\u{3}"
            case .emptyList: "\u{4}"
            case .dialectal(let fragment): "\u{5}\(fragment.fingerprintText)\u{5}"
            }
        }.joined()
    }
}

extension SQLValue {
    fileprivate var fingerprintText: String {
        switch self {
        case .null: "null"
        case .text(let text): "text \(text)"
        case .integer(let integer): "integer \(integer)"
        case .bytes(let bytes): "bytes \(bytes.map { String($0) }.joined(separator: " "))"
        case .bool(let bool): "bool \(bool)"
        }
    }
}

extension DialectalFragment {
    fileprivate var fingerprintText: String {
        switch self {
        case .type(.bytes): "type bytes"
        case .type(.text): "type text"
        case .type(.bigint): "type bigint"
        case .type(.bool): "type bool"
        case .type(.identity): "type identity"
        case .tableOptions(.strict): "strict"
        case .tableOptions(.strictByPrimaryKey): "strict by primary key"
        case .refusals(let script): script.mark
        case .skipLocked: "skip locked"
        case .identityCounter(let table): "identity counter \(table)"
        case .setIdentityCounter(let table, let number): "set identity counter \(table) \(number)"
        }
    }
}
