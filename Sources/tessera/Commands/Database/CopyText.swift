import PersistenceCopy
import TesseraJOSE

/// What `tessera database copy` prints when it is done.
struct CopyText: Sendable {
    let source: CopyPlace
    let target: CopyPlace
    let report: CopyReport

    /// The output for a terminal: the result, and the next steps.
    var text: String {
        let places = TextLayout.fields([
            ("From", "\(SafeText.printable(source.name, limit: 300)) (sealed: it accepts no writes)"),
            ("To", SafeText.printable(target.name, limit: 300)),
        ])
        let indented = places.split(separator: "\n").map { "  " + $0 }.joined(separator: "\n")
        return """
            \(summary)

            \(indented)

            Stop the servers on the old database: they return 503 to every request that would change data. Then start \
            every node on the new one, with \(secret). No user has to sign in again.
            To cancel the move, run `tessera database unseal` on the old database; do not use both.
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
        guard !report.wasComplete else { return "This copy was already complete." }
        return
            "\(report.rows) rows in \(report.tables.count) tables were copied, and counts and checksums are the same in both."
    }

    private var secret: String {
        let same = "the same master secret as before, which is in no database"
        return source.masterSecretFile.map { "\(same) (\(SafeText.printable($0, limit: 300)))" } ?? same
    }
}
