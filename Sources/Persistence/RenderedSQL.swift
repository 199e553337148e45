/// A statement as a driver sends it: text with placeholders, and the values to bind in their order.
public struct RenderedSQL: Sendable, Hashable {
    /// The text.
    ///
    /// It holds as many placeholders as there are ``values``, and no bound value.
    public let text: String
    /// The values to bind, in the order of their placeholders.
    public let values: [SQLValue]
    /// Whether the text may hold several statements (and then no values).
    public let isScript: Bool

    /// A statement of a driver's own, without values, such as `COMMIT`.
    ///
    /// - Parameter text: The statement.
    /// - Returns: The statement as it stands.
    public static func control(_ text: StaticString) -> RenderedSQL {
        RenderedSQL(text: text.description, values: [], isScript: false)
    }
}

extension SQL {
    /// Writes the statement in a dialect.
    ///
    /// - Parameter dialect: The way the database system spells it.
    /// - Returns: The text and the values to bind.
    /// - Throws: ``PersistenceError/Code/invalidValue`` for text with U+0000, and for an empty list.
    public func rendered(in dialect: Dialect) throws(PersistenceError) -> RenderedSQL {
        var text = RenderedText()
        var values: [SQLValue] = []
        var isScript = false
        for fragment in fragments {
            switch fragment {
            case .text(let literal):
                text.append(literal)
            case .value(let value):
                if case .text(let bound) = value, bound.utf8.contains(0) { throw .textWithNUL }
                values.append(value)
                text.appendPlaceholder(values.count, in: dialect)
            case .identifier(let name):
                text.append(Dialect.quoted(name.description))
            case .emptyList:
                throw .emptyList
            case .dialectal(let fragment):
                if fragment.isScript { isScript = true }
                text.append(dialect.text(of: fragment))
            }
        }
        return RenderedSQL(text: text.string, values: values, isScript: isScript)
    }
}

/// UTF-8 under construction.
///
/// Bytes, because appending to a `String` would make a temporary one of each literal.
private struct RenderedText {
    private var bytes: [UInt8] = []

    init() {
        bytes.reserveCapacity(256)
    }

    var string: String { String(decoding: bytes, as: UTF8.self) }

    mutating func append(_ literal: StaticString) {
        literal.withUTF8Buffer { buffer in
            unsafe bytes.append(contentsOf: buffer)
        }
    }

    mutating func append(_ text: String) {
        bytes.append(contentsOf: text.utf8)
    }

    /// SQLite would take `$1`, too, as a name; but it looks each name up among all before it, so that 4,000 values took 86 ms to
    /// prepare instead of 1.6.
    mutating func appendPlaceholder(_ position: Int, in dialect: Dialect) {
        switch dialect {
        case .sqlite:
            bytes.append(UInt8(ascii: "?"))
        case .postgreSQL:
            bytes.append(UInt8(ascii: "$"))
            append(String(position))
        }
    }
}
