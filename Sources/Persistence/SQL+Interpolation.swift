extension SQL: ExpressibleByStringInterpolation {
    /// SQL without values, written in the program.
    ///
    /// - Parameter value: The text. Its type keeps run-time strings out.
    public init(stringLiteral value: StaticString) {
        self.init(fragments: value.utf8CodeUnitCount == 0 ? [] : [.text(value)])
    }

    /// SQL with bound values, as the compiler makes it from a literal.
    ///
    /// - Parameter stringInterpolation: The collected parts.
    public init(stringInterpolation: StringInterpolation) {
        self.init(fragments: stringInterpolation.fragments)
    }

    /// Collects the parts of a literal.
    public struct StringInterpolation: StringInterpolationProtocol {
        var fragments: [Fragment] = []

        /// Begins a literal.
        ///
        /// - Parameters:
        ///   - literalCapacity: The number of bytes of text to come.
        ///   - interpolationCount: The number of values to come.
        public init(literalCapacity: Int, interpolationCount: Int) {
            fragments.reserveCapacity(2 * interpolationCount + 1)
        }

        /// Appends text written in the program.
        ///
        /// - Parameter literal: The text.
        public mutating func appendLiteral(_ literal: StaticString) {
            if literal.utf8CodeUnitCount > 0 { fragments.append(.text(literal)) }
        }

        /// Binds a value.
        ///
        /// - Parameter value: The value.
        public mutating func appendInterpolation(_ value: some SQLValueConvertible) {
            fragments.append(.value(value.sqlValue))
        }

        /// Binds a value or NULL.
        ///
        /// Without this overload the compiler would warn of an optional in a literal.
        ///
        /// - Parameter value: The value; nil binds NULL.
        public mutating func appendInterpolation<Value: SQLValueConvertible>(_ value: Value?) {
            fragments.append(.value(value.sqlValue))
        }

        /// Binds a list of values for `IN`: `(?, ?, ?)`.
        ///
        /// - Parameter list: At least one value. SQL has no empty list; rendering one throws
        ///   ``PersistenceError/Code/invalidValue``, so answer that case without asking the database.
        public mutating func appendInterpolation(_ list: [some SQLValueConvertible]) {
            guard !list.isEmpty else { return fragments.append(.emptyList) }
            fragments.append(.text("("))
            for (index, value) in list.enumerated() {
                if index > 0 { fragments.append(.text(", ")) }
                fragments.append(.value(value.sqlValue))
            }
            fragments.append(.text(")"))
        }

        /// Embeds another statement or part of one, with its bound values.
        ///
        /// - Parameter sql: The part.
        public mutating func appendInterpolation(_ sql: SQL) {
            fragments += sql.fragments
        }

        /// Writes a column type, in a `CREATE TABLE`.
        ///
        /// - Parameter type: The type, which each system spells its way.
        public mutating func appendInterpolation(type: ColumnType) {
            fragments.append(.dialectal(.type(type)))
        }

        /// Writes the options behind the closing parenthesis of a `CREATE TABLE`.
        ///
        /// - Parameter options: The options, which each system spells its way.
        public mutating func appendInterpolation(options: TableOptions) {
            fragments.append(.dialectal(.tableOptions(options)))
        }

        /// Writes the name of a table, column or index in quotes.
        ///
        /// - Parameter identifier: The name, written in the program.
        public mutating func appendInterpolation(identifier: StaticString) {
            fragments.append(.identifier(identifier))
        }
    }
}
