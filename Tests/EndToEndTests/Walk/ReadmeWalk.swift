import Foundation

/// Runs the README's walk as a person would, in one shell, line by line; only the ports are others, and `make` builds nothing.
struct ReadmeWalk: Sendable {
    let section: ReadmeSection
    let folder: TemporaryFolder
    /// What stands in place of 8080.
    let serverPort: Int
    /// What stands in place of 8081.
    let notesPort: Int

    /// Runs the walk to its end.
    /// - Returns: How the shell ended and everything that a person would have seen.
    func run() async throws -> (ending: RunningProgram.Ending, transcript: String) {
        let files = FileManager.default
        try files.createDirectory(atPath: folder.path("bin"), withIntermediateDirectories: true)
        try folder.write(make, to: "bin/make", permissions: 0o755)
        try files.createDirectory(atPath: folder.path(".build"), withIntermediateDirectories: true)
        try files.createSymbolicLink(atPath: folder.path(".build/debug"), withDestinationPath: ProgramFolder.url.path)
        let script = try folder.write(Self.preamble + withPorts(section.shell), to: "walk.sh")
        let shell = try RunningProgram(RunningProgram.Launch(path: "/bin/bash", arguments: [script], folder: folder))
        do {
            let ending = try await shell.end(within: .seconds(120))
            return (ending, shell.transcript)
        } catch {
            // The shell ends what it has started, which nobody else knows.
            shell.signal(SIGTERM)
            _ = try? await shell.end(within: .seconds(20))
            try? await shell.killAndWait()
            throw error
        }
    }

    private static let preamble = """
        set -e
        trap 'kill $(jobs -p) 2>/dev/null || true; wait' EXIT
        export MAKE_OF_THE_SYSTEM="$(command -v make)"
        export PATH="$PWD/bin:$PATH"

        """

    /// A `make` that runs the Makefile's own command line, but with the programs that are already built, and with these ports.
    private var make: String {
        """
        #!/bin/bash
        set -euo pipefail
        recipe="$("$MAKE_OF_THE_SYSTEM" --dry-run --no-print-directory --directory '\(ProgramFolder.package.path)' "$@" \\
            | sed -e ':again' -e '/\\\\$/{N;s/\\\\\\n[[:space:]]*/ /;bagain}' | grep 'Scripts/run.sh ')"
        recipe="${recipe##*Scripts/run.sh }"
        recipe="${recipe//8080/\(serverPort)}"
        recipe="${recipe//8081/\(notesPort)}"
        case "$recipe" in
            tessera\\ *) eval "exec '\(ProgramFolder.url.path)'/$recipe --http-port \(serverPort)" ;;
            notes\\ *)
                own="--port \(notesPort) --issuer http://localhost:\(serverPort) --audience http://localhost:\(notesPort)"
                eval "exec '\(ProgramFolder.url.path)'/notes $own ${recipe#notes }"
                ;;
            *) echo "make: what is '$recipe'?" >&2; exit 2 ;;
        esac

        """
    }

    private func withPorts(_ text: String) -> String {
        text.replacingOccurrences(of: "8080", with: "\(serverPort)")
            .replacingOccurrences(of: "8081", with: "\(notesPort)")
    }
}
