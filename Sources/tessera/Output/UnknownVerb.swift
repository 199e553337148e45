import ArgumentParser
import WebValues

/// A word on the command line that stands where a verb has to stand, and is none.
enum UnknownVerb {
    /// Looks for one before the parser does, which would count the rest as "unexpected" and answers `help` with the help of another
    /// command.
    ///
    /// - Parameters:
    ///   - arguments: The command line, without the program.
    ///   - root: The command to begin with.
    /// - Throws: `CommandFailure` that names the word and the nearest verb.
    static func refuse(in arguments: [String], of root: any ParsableCommand.Type = Tessera.self) throws(CommandFailure)
    {
        var command = root
        var path = "tessera"
        for word in arguments.first == "help" ? arguments.dropFirst() : arguments[...] {
            let verbs = command.configuration.subcommands
            // Options, and the arguments of a command, are the parser's affair.
            guard !verbs.isEmpty, !word.hasPrefix("-"), word != "help" else { return }
            guard let next = verbs.first(where: { name(of: $0) == word }) else {
                let nearest =
                    NearestName.of(word, among: verbs.map(name)).map { " Did you mean '\(path) \($0)'?" } ?? ""
                throw CommandFailure(
                    .usage,
                    "there is no command '\(path) \(SafeText.printable(word, limit: 60))'.\(nearest) '\(path) --help' lists them."
                )
            }
            command = next
            path += " \(word)"
        }
    }

    private static func name(of command: any ParsableCommand.Type) -> String {
        command.configuration.commandName ?? ""
    }
}
