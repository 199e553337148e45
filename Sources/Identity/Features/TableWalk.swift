import Persistence

/// A kind of row that no index finds when it is due: the table is walked through, in the order of its keys.
///
/// A reader looks for what is due, and the writer only hears of what it found.
struct TableWalk: Sendable {
    /// A piece of a table, in the order of its keys.
    struct Piece: Sendable, Hashable {
        /// The last key of the piece before.
        let after: [UInt8]
        /// The last key of the piece.
        let through: [UInt8]
        /// How many rows of the piece are due.
        let due: Int
        /// Whether the table ends with it.
        let isLast: Bool
    }

    /// Where to look: the piece after a key, nil for the first one, of at most `size` rows and with at most `limit` that are due.
    struct Search: Sendable {
        let after: [UInt8]?
        let size: Int
        let limit: Int
    }

    let kind: SweepKind
    /// Looks at the next piece; nil at the end of the table.
    let find: @Sendable (any Transaction, Search, Timestamp) throws -> Piece?
    /// Does what is due in a piece.
    ///
    /// Returns how many rows there were.
    let batch: @Sendable (any Transaction, Piece, Timestamp) throws -> Int
}
