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
        CopyError(.noSource, "\(name) contains no Tessera database: there is nothing to copy")
    }

    static func sourceNotMigrated(_ name: String) -> CopyError {
        CopyError(
            .sourceNotMigrated,
            "the tables of \(name) are those of an older version: update them with `tessera database migrate` first"
        )
    }

    static func sourceSealed(_ name: String, counterpart: String) -> CopyError {
        CopyError(
            .sourceNotInUse,
            """
            \(name) is sealed, because it was or is being copied to \(counterpart): continue with that one as --to, or \
            reopen the source with `tessera database unseal`
            """
        )
    }

    static func sourceIncomplete(_ name: String, counterpart: String) -> CopyError {
        CopyError(.sourceNotInUse, "\(name) is itself an unfinished copy of \(counterpart): finish that copy first")
    }

    static func sameDatabase(_ name: String) -> CopyError {
        CopyError(.targetNotEmpty, "\(name) is both source and target. Name an empty database as --to")
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
            \(name) contains an unfinished copy of another state, started from \(counterpart). To cancel that copy, \
            remove the database and name an empty one
            """
        )
    }

    static func targetSealed(_ name: String, counterpart: String) -> CopyError {
        CopyError(
            .targetNotEmpty,
            "\(name) is sealed, because it was or is being copied to \(counterpart). Name a database that is empty"
        )
    }

    static func invalidValue(table: StaticString, column: StaticString) -> CopyError {
        CopyError(
            .invalidRow,
            "a row of \(table) has a value of the wrong type in \(column): the source is damaged; run `tessera "
                + "database check`"
        )
    }

    static func refusedRow(table: StaticString, _ error: PersistenceError) -> CopyError {
        CopyError(
            .invalidRow,
            "the target rejects a row of \(table): \(error.message). Run `tessera database check` on the source"
        )
    }

    static let interference = CopyError(
        .interference,
        """
        the target has changed: another process copies into it, or the reply to a batch was lost with the \
        connection. If no other process runs, run the same command again: it continues where it stopped
        """
    )

    static func sourceChanged(table: StaticString) -> CopyError {
        CopyError(
            .sourceChanged,
            """
            the source was changed during the copy, in spite of its seal: \(table) differs. Find the process that \
            writes to it, and copy again into another, empty database, after `tessera database unseal`
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
            the copy differs: \(table) has \(difference). Another process has written to the target, or the target \
            changes the data; copy again into another, empty database, after `tessera database unseal`
            """
        )
    }
}
