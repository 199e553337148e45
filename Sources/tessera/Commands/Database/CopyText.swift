import PersistenceCopy
import TesseraJOSE

/// What `tessera database copy` prints when it is done.
struct CopyText: Sendable {
    let source: CopyPlace
    let target: CopyPlace
    let report: CopyReport

    /// For people: what was done, and what is left to do.
    var text: String {
        let places = TextLayout.fields([
            ("From", "\(SafeText.printable(source.name, limit: 300)) (sealed: nothing writes to it any more)"),
            ("To", SafeText.printable(target.name, limit: 300)),
        ])
        let indented = places.split(separator: "\n").map { "  " + $0 }.joined(separator: "\n")
        return """
            \(summary)

            \(indented)

            Stop what still runs on the old database: it answers 503 to all that would change something. Then start every node \
            on the new one, with \(secret). Nobody has to sign in again.
            If the move is given up, `tessera database unseal` opens the old database again; do not use both.
            """
    }

    /// For programs.
    var json: JSONValue {
        [
            "from": .string(source.name), "to": .string(target.name), "rows": .integer(report.rows),
            "resumed": .bool(report.hasGoneOn), "complete_before": .bool(report.wasComplete),
            "tables": .array(
                report.tables.map {
                    ["name": .string($0.name), "rows": .integer($0.rows), "checksum": .string($0.checksum)]
                }
            ),
        ]
    }

    private var summary: String {
        guard !report.wasComplete else { return "This copy was complete already." }
        return
            "\(report.rows) rows in \(report.tables.count) tables were copied, and counts and checksums are the same in both."
    }

    private var secret: String {
        let same = "the same master secret as before, which no database holds"
        return source.masterSecretFile.map { "\(same) (\(SafeText.printable($0, limit: 300)))" } ?? same
    }
}
