/// A statement, or a part of one, with the values bound to it.
///
/// Write SQL as a literal; every interpolated value is *bound*, never spliced into the text:
/// ```swift
/// let sql: SQL = "UPDATE sessions SET generation = \(next) WHERE id = \(id) AND generation = \(next - 1) RETURNING scope"
/// ```
/// The literal parts are `StaticString`s, known when the program is compiled: a string made at run time cannot become
/// SQL text, because no initialiser takes one. Injection is closed by type.
public struct SQL: Sendable, Hashable {
    /// The parts of the statement, in order.
    public let fragments: [Fragment]

    init(fragments: [Fragment]) {
        self.fragments = fragments
    }

    /// The part of a statement.
    public enum Fragment: Sendable {
        /// Text written in the program.
        case text(StaticString)
        /// A value to bind.
        case value(SQLValue)
        /// The name of a table, column or index, to be quoted.
        case identifier(StaticString)
        /// A list with no value in it, which SQL cannot express: rendering throws.
        case emptyList
        /// What the database systems spell differently.
        case dialectal(DialectalFragment)
    }

    /// Two statements, or parts, one after the other.
    ///
    /// - Parameters:
    ///   - first: The part in front; nothing is put between the two.
    ///   - second: The part behind.
    /// - Returns: The whole.
    public static func + (first: SQL, second: SQL) -> SQL {
        SQL(fragments: first.fragments + second.fragments)
    }
}

extension Sequence<SQL> {
    /// Joins parts of a statement, such as conditions by `" AND "`.
    ///
    /// - Parameter separator: What stands between two parts.
    /// - Returns: The parts with the separator between them; an empty part when there are none.
    public func joined(separator: SQL) -> SQL {
        var fragments: [SQL.Fragment] = []
        var isFirst = true
        for part in self {
            if !isFirst { fragments += separator.fragments }
            fragments += part.fragments
            isFirst = false
        }
        return SQL(fragments: fragments)
    }
}

extension SQL.Fragment: Hashable {
    /// Whether two fragments are the same; texts are compared byte by byte.
    ///
    /// - Parameters:
    ///   - first: One fragment.
    ///   - second: The other one.
    /// - Returns: True when kind and content are the same.
    public static func == (first: Self, second: Self) -> Bool {
        switch (first, second) {
        case (.text(let first), .text(let second)), (.identifier(let first), .identifier(let second)):
            first.description.utf8.elementsEqual(second.description.utf8)
        case (.value(let first), .value(let second)): first == second
        case (.dialectal(let first), .dialectal(let second)): first == second
        case (.emptyList, .emptyList): true
        default: false
        }
    }

    /// Hashes kind and content.
    ///
    /// - Parameter hasher: The hasher to feed.
    public func hash(into hasher: inout Hasher) {
        switch self {
        case .text(let text):
            hasher.combine(0)
            hasher.combine(text.description)
        case .value(let value):
            hasher.combine(1)
            hasher.combine(value)
        case .identifier(let name):
            hasher.combine(2)
            hasher.combine(name.description)
        case .emptyList:
            hasher.combine(3)
        case .dialectal(let fragment):
            hasher.combine(4)
            hasher.combine(fragment)
        }
    }
}
