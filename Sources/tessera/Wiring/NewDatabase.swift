/// What a command may do where there is no database.
enum NewDatabase: Sendable, Hashable {
    /// Nothing: it only looks, and must not make an empty one because a path was mistyped.
    case never
    /// Create one at the first start; if a note names an older one, only with `--new-database`.
    case atFirst(anew: Bool)

    /// Whether an empty database is set up where no note speaks of another; such a command also writes the note.
    var mayCreate: Bool { self != .never }

    /// Whether the note of another database counts for nothing.
    var isAnew: Bool { self == .atFirst(anew: true) }
}
