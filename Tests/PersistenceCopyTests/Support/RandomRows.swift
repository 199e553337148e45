import Identity
import Persistence

/// Fills every table with rows that its rules allow and that no server would write: extremes, empty values, long texts.
struct RandomRows {
    private var state: UInt64
    /// The columns that may be NULL, by table.
    private let nullable: [String: Set<String>]
    private var accounts: [SQLValue] = []
    private var verifiers: [SQLValue] = []
    private var made: Int64 = 0

    /// - Parameters:
    ///   - seed: What the rows depend on.
    ///   - connection: A SQLite database with the tables.
    init(seed: UInt64, _ transaction: any Transaction) throws {
        state = seed
        var nullable: [String: Set<String>] = [:]
        for table in IdentitySchema.tables.map(\.name.description) {
            let columns = try transaction.rows(
                "SELECT name FROM pragma_table_info(\(table)) WHERE \"notnull\" = 0 AND pk = 0"
            )
            nullable[table] = Set(try columns.map { try $0.text("name") })
        }
        self.nullable = nullable
    }

    /// Writes rows.
    mutating func fill(_ transaction: any Transaction, count: Int) throws {
        for table in IdentitySchema.tables {
            let name = table.name.description
            for _ in 0..<(table.hasInitialRows || name == "installation" ? 1 : count) {
                let columns = table.columns.filter { $0.value != .identity }
                var row: [String: SQLValue] = [:]
                for (column, type) in columns {
                    row[column.description] = value(type, of: column.description, in: name)
                }
                obey(&row, of: name)
                guard !table.hasInitialRows else {
                    let pairs = columns.map { "\(identifier: $0.key) = \(row[$0.key.description])" as SQL }
                    try transaction.execute("UPDATE \(identifier: table.name) SET \(pairs.joined(separator: ", "))")
                    continue
                }
                let names = columns.map { "\(identifier: $0.key)" as SQL }.joined(separator: ", ")
                let values = columns.map { "\(row[$0.key.description])" as SQL }.joined(separator: ", ")
                let insert: SQL = "INSERT INTO \(identifier: table.name) (\(names)) VALUES (\(values)) RETURNING *"
                let written = try transaction.row(insert)
                if name == "accounts", let id = try written?.value("id") { accounts.append(id) }
                if name == "verifiers", let id = try written?.value("id") { verifiers.append(id) }
            }
        }
    }

    /// Bends a row to the rules of its table.
    private mutating func obey(_ row: inout [String: SQLValue], of table: String) {
        func order(_ columns: String...) {
            let sorted = columns.compactMap { row[$0]?.integer }.sorted()
            for (column, value) in zip(columns, sorted) { row[column] = .integer(value) }
        }
        switch table {
        case "accounts":
            for name in ["user_name", "email"] {
                row["\(name)_key"] = row[name] == .null ? .null : .text("\(name) \(unique())")
            }
            if row["user_name"] == .null, row["email"] == .null {
                row["email"] = .text("")
                row["email_key"] = .text("\(unique())")
            }
        case "sessions":
            row["account_id"] = number(below: 4) == 0 ? .null : accounts[number(below: accounts.count)]
            row["generation"] = .integer([0, .max, 7][number(below: 3)])
            order("idle_expires_at", "expires_at")
            row["end_cause"] = row["ended_at"] == .null ? .null : .text("signed_out")
            if row["status_position"] != .null { row["status_position"] = .integer(unique()) }
        case "signing_keys":
            order("activates_at", "retires_at", "expires_at")
        case "status_state":
            row = [
                "id": .integer(1), "next_position": .integer(.max), "last_sequence": .integer(9),
                "purged_sequence": .integer(4), "purged_at": .integer(.min),
            ]
        case "audit_floor":
            row = ["id": .integer(1), "removable_before": .integer(Int64(number(below: 1 << 31)))]
        case "installation": row["id"] = .integer(1)
        case "revocations":
            row["key_id"] = row["position"] == .null ? .text("") : .null
        case "key_confirmations":
            row["verifier_id"] = verifiers[number(below: verifiers.count)]
        case "clients":
            let isRotated = row["previous_secret_hash"] != .null
            for column in ["previous_secret_created_at", "previous_secret_expires_at"] {
                row[column] = isRotated ? .integer(unique()) : .null
            }
        default: break
        }
    }

    private mutating func value(_ type: ColumnType, of column: String, in table: String) -> SQLValue {
        if nullable[table]?.contains(column) == true, number(below: 3) == 0 { return .null }
        let isKey = IdentitySchema.tables.contains { description in
            description.name.description == table && description.key.contains { $0.description == column }
        }
        switch type {
        case .bool: return .bool(number(below: 2) == 0)
        case .bigint, .identity:
            return .integer(isKey ? unique() : [.min, .max, 0, -1, Int64(number(below: 1 << 31))][number(below: 5)])
        case .text:
            let texts = [
                "", "'\"\\ $1 ? --\t\n", String(repeating: "e\u{301}漢🇨🇭", count: number(below: 300)), "NULL",
                "\u{10FFFF}\u{1}",
            ]
            return .text(texts[number(below: texts.count)] + (isKey ? " \(unique())" : ""))
        case .bytes:
            let bytes: [[UInt8]] = [
                [], [0], [UInt8](repeating: 0xff, count: number(below: 2000)),
                (0..<16).map { _ in UInt8(number(below: 256)) },
            ]
            let isUnique = isKey || column == "stream_hash"
            return .bytes(bytes[number(below: bytes.count)] + (isUnique ? Array("\(unique())".utf8) : []))
        }
    }

    private mutating func unique() -> Int64 {
        made += 1
        return made % 2 == 0 ? made : -made
    }

    private mutating func number(below bound: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int((state >> 33) % UInt64(bound))
    }
}

extension SQLValue {
    fileprivate var integer: Int64? {
        if case .integer(let integer) = self { integer } else { nil }
    }
}
