/// Space in a database's file that deleted rows left behind.
///
/// SQLite uses it again for new rows and gives it back when it is told to; PostgreSQL looks after it by itself.
extension Transaction {
    /// Whether so much of the file is empty that some of it should be given back: more than a quarter, and more than a mebibyte.
    ///
    /// A file that was made before this program gave space back does not shrink; its empty pages are used again.
    ///
    /// - Throws: A ``PersistenceError`` with the code of the failure.
    public func hasSpaceToRelease() throws -> Bool {
        try excessPages() >= Self.pagesPerStep
    }

    /// Gives some of the empty part of the file back.
    ///
    /// - Parameter limit: How many pages of the file at the most.
    /// - Returns: How many were given back; fewer than the limit when no more should be.
    /// - Throws: A ``PersistenceError`` with the code of the failure.
    public func releaseSpace(atMost limit: Int) throws -> Int {
        let steps = min(limit, try excessPages()) / Self.pagesPerStep
        for _ in 0..<steps { try execute("PRAGMA incremental_vacuum(8)") }
        return steps * Self.pagesPerStep
    }

    /// The pages that are empty beyond what is kept for new rows.
    private func excessPages() throws -> Int {
        guard dialect == .sqlite else { return 0 }
        let isIncremental = try row("PRAGMA auto_vacuum")?.integer("auto_vacuum") == 2
        guard isIncremental, let pages = try row("PRAGMA page_count")?.integer("page_count"),
            let free = try row("PRAGMA freelist_count")?.integer("freelist_count")
        else { return 0 }
        // With each page given back the file gets shorter, too: x of them leave (free - x) of (pages - x).
        return max(0, Int(min(free - Self.keptPages, (4 * free - pages) / 3)))
    }

    private static var pagesPerStep: Int { 8 }
    private static var keptPages: Int64 { 256 }
}
