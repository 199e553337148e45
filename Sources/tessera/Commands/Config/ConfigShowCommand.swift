import ArgumentParser

/// `tessera config show`.
struct ConfigShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show every setting with its value and its source; secrets are redacted.",
        discussion: """
            Reads flags, environment, file and defaults exactly as `tessera serve` does. So it also checks the \
            settings without starting the server (exit status 78 when they are wrong).

            Example: TESSERA_ACCESS_TOKEN_LIFETIME=1m tessera config show
            """
    )

    @Flag(help: "Print JSON for a program.") var json = false
    @Flag(help: "Print a settings file with every default instead.") var template = false
    @OptionGroup var flags: SettingFlags

    func run() throws {
        if template {
            try Terminal.write(SettingsTemplate.text().dropLast().description)
            return
        }
        let settings = try flags.settings()
        if json {
            try Terminal.writeJSON(SettingsListing.items(settings))
        } else {
            try Terminal.write(SettingsListing.text(settings))
        }
    }
}
