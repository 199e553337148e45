import ArgumentParser
import Foundation

// The executable: commands, settings, telemetry and wiring. It is the only room that knows a concrete database, and the
// only one that reads the environment and writes to the terminal. It holds no rule of the product.

@main
struct Tessera: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tessera",
        abstract: "Sign-in for web and native apps: an authorization server in one binary.",
        discussion: """
            Start with `tessera serve`: it creates the database, the master secret and the first signing key, and \
            prints where they are.

            Exit status: 0 success; 1 rejected, not found or not valid; 64 wrong command line; 65 damaged data; \
            69 not available; 70 internal error; 74 reading or writing failed; 77 not permitted; 78 wrong settings.
            """,
        version: Version.current,
        subcommands: [
            ServeCommand.self, UserCommand.self, ClientCommand.self, KeyCommand.self, TokenCommand.self,
            AuditCommand.self, DatabaseCommand.self, ConfigCommand.self,
        ]
    )

    static func main() async {
        StandardStreams.prepare()
        do {
            let arguments = CommandLineText.readable(Array(CommandLine.arguments.dropFirst()))
            try UnknownVerb.refuse(in: arguments)
            var command = try parseAsRoot(arguments)
            // A server has better things to do than to print; of every other command the answer is all that is wanted.
            if !(command is ServeCommand) { try Terminal.demandOutput() }
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            Foundation.exit(FailureReport.report(error))
        }
    }
}
