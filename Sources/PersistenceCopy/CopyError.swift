import Persistence

/// Why a copy was refused or given up.
public struct CopyError: Error, Sendable, Hashable {
    /// What kind of reason it is.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        /// The code's name.
        public let description: String

        init(_ name: String) {
            description = name
        }

        /// The source has no tables of this program.
        public static let noSource = Code("noSource")
        /// The tables of the source are those of an older version.
        public static let sourceNotMigrated = Code("sourceNotMigrated")
        /// The source was copied elsewhere, or is itself a copy that is not complete.
        public static let sourceNotInUse = Code("sourceNotInUse")
        /// The target holds something that is not the unfinished copy of this source.
        public static let targetNotEmpty = Code("targetNotEmpty")
        /// A row cannot be what its table says.
        public static let invalidRow = Code("invalidRow")
        /// The target is not where this copy has left it.
        public static let interference = Code("interference")
        /// The source was changed while it was copied, in spite of the seal.
        public static let sourceChanged = Code("sourceChanged")
        /// The target does not hold what was written to it.
        public static let targetDiffers = Code("targetDiffers")
    }

    /// What kind of reason it is.
    public let code: Code
    /// What is wrong and what to do; without row data.
    public let message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
}

extension CopyError: CustomStringConvertible {
    /// Code and message.
    public var description: String { "\(code): \(message)" }
}

extension CopyError {
    static func noSource(_ name: String) -> CopyError {
        CopyError(.noSource, "\(name) holds no Tessera: there is nothing to copy")
    }

    static func sourceNotMigrated(_ name: String) -> CopyError {
        CopyError(
            .sourceNotMigrated,
            "the tables of \(name) are those of an older version: bring them up to date by `tessera database migrate` first"
        )
    }

    static func sourceSealed(_ name: String, counterpart: String) -> CopyError {
        CopyError(
            .sourceNotInUse,
            """
            \(name) is sealed, since it was or is being copied to \(counterpart): go on with that one as --to, or take the \
            source back by `tessera database unseal`
            """
        )
    }

    static func sourceIncomplete(_ name: String, counterpart: String) -> CopyError {
        CopyError(.sourceNotInUse, "\(name) is itself an unfinished copy of \(counterpart): finish that copy first")
    }

    static func sameDatabase(_ name: String) -> CopyError {
        CopyError(.targetNotEmpty, "\(name) is source and target at once. Name an empty database as --to")
    }

    static func targetNotEmpty(_ name: String, table: StaticString) -> CopyError {
        CopyError(.targetNotEmpty, "\(name) is not empty: its table \(table) has rows. Name a database that is empty")
    }

    static func targetIsForeign(_ name: String, table: StaticString) -> CopyError {
        CopyError(
            .targetNotEmpty,
            "\(name) has a table \(table) that is not Tessera's. Name a database that nothing else uses"
        )
    }

    static func targetOfAnotherCopy(_ name: String, counterpart: String) -> CopyError {
        CopyError(
            .targetNotEmpty,
            """
            \(name) holds an unfinished copy of another state, begun from \(counterpart). If that copy is given up, remove \
            the database and name an empty one
            """
        )
    }

    static func targetSealed(_ name: String, counterpart: String) -> CopyError {
        CopyError(
            .targetNotEmpty,
            "\(name) is sealed, since it was or is being copied to \(counterpart). Name a database that is empty"
        )
    }

    static func invalidValue(table: StaticString, column: StaticString) -> CopyError {
        CopyError(
            .invalidRow,
            "a row of \(table) has in \(column) a value of another type: the source is damaged; see `tessera database check`"
        )
    }

    static func refusedRow(table: StaticString, _ error: PersistenceError) -> CopyError {
        CopyError(
            .invalidRow,
            "the target refuses a row of \(table): \(error.message). See `tessera database check` of the source"
        )
    }

    static let interference = CopyError(
        .interference,
        """
        the target has gone on by itself: another process copies into it, or the answer to a batch was lost with the \
        connection. When no other runs, give the same command again: it goes on where it was
        """
    )

    static func sourceChanged(table: StaticString) -> CopyError {
        CopyError(
            .sourceChanged,
            """
            the source was changed while it was copied, in spite of its seal: \(table) differs. Find out who writes to it, and \
            copy again into another, empty database, after `tessera database unseal`
            """
        )
    }

    static func targetDiffers(table: StaticString, expected: Int64, found: Int64) -> CopyError {
        let difference =
            expected == found
            ? "as many rows as the source, with other content or another counter"
            : "\(found) rows for the source's \(expected)"
        return CopyError(
            .targetDiffers,
            """
            the copy is not the same: \(table) has \(difference). Somebody else has written to the target, or it does not keep \
            what it is given; copy again into another, empty database, after `tessera database unseal`
            """
        )
    }
}
