import ArgumentParser
import Identity
import PersistenceCopy
import Synchronization

/// `tessera database copy`.
struct DatabaseCopyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "copy",
        abstract: "Copy everything into another database; every session continues.",
        discussion: """
            The command first seals the source: servers and commands can read it but not write to it, so that the copy \
            is complete and the two databases never diverge. A server that still uses it returns 503 to every request \
            that would change data, and clients try again. The target must be empty. All other commands reject it \
            until the copy is complete and counts and checksums of every table are the same in both.

            Ctrl-C stops between two batches; the same command then continues. `tessera database unseal` cancels a \
            copy. To test the move, copy a backup.

            The master secret is in no database: the nodes need the same one as before.

            Do not put a password into the command line: use PostgreSQL's password file or PGPASSWORD.

            Example: tessera database copy --from .tessera/tessera.sqlite --to postgresql://tessera@db.example.com/tessera
            """
    )

    @Option(
        help: ArgumentHelp("The database to copy: a SQLite file or a postgresql:// URL.", valueName: "database"),
        completion: .file()
    )
    var from: String
    @Option(
        help: ArgumentHelp("The empty database: a SQLite file or a postgresql:// URL.", valueName: "database"),
        completion: .file()
    )
    var to: String
    @Flag(help: "Print JSON for a program.") var json = false

    func run() async throws {
        let source = try CopyPlace(from, flag: "--from")
        let target = try CopyPlace(to, flag: "--to")
        let text = CopyText(source: source, target: target, report: try await Self.copy(source, target))
        if json {
            try Terminal.write(text.json)
        } else {
            try Terminal.write(text.text)
        }
    }

    private static func copy(_ source: CopyPlace, _ target: CopyPlace) async throws -> CopyReport {
        let meter = CopyMeter()
        do {
            return try await meter.during {
                try await Interruption.cancels {
                    try await source.with(mayCreate: false) { from in
                        try await target.with(mayCreate: true) { to in
                            let copy = DatabaseCopy(
                                from: .init(from, name: source.name),
                                to: .init(to, name: target.name),
                                tables: IdentitySchema.tables,
                                migrations: IdentitySchema.migrations
                            )
                            return try await copy.run(identifier: RandomSource.system.bytes(16)) { meter.show($0) }
                        }
                    }
                }
            }
        } catch is CancellationError where meter.hasBegun {
            throw CommandFailure(
                .interrupted,
                "interrupted; the copied rows are kept, and the source stays sealed. The same command continues; "
                    + "`tessera database unseal` cancels the copy."
            )
        }
    }
}

/// Shows how far a copy is: one bar while rows are written, another while they are verified.
private final class CopyMeter: Sendable {
    private let copying = ProgressBar("Copying")
    private let verifying = ProgressBar("Verifying")
    private let begun = Mutex(false)

    /// Whether rows may have been written.
    var hasBegun: Bool { begun.withLock { $0 } }

    func show(_ progress: CopyProgress) {
        begun.withLock { $0 = true }
        switch progress.phase {
        case .copying: copying.show(progress.fraction)
        case .verifying: verifying.show(progress.fraction)
        }
    }

    func during<Result: Sendable>(_ work: () async throws -> Result) async throws -> Result {
        try await copying.during(work)
    }
}
