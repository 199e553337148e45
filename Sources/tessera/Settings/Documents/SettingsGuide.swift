/// Writes `Documentation/settings.md` from the table.
enum SettingsGuide {
    /// The document's text.
    static func text() -> String {
        var text = """
            # Settings

            <!-- Written by `make settings` from the table in Sources/tessera/Settings/Sections. Do not edit by hand. -->

            Tessera takes a setting from the first of these sources that contains it:

            1. a flag: `access-token.lifetime` is `--access-token-lifetime 5m`. Secrets have no flag, because every
               user of the machine can see a command line;
            2. an environment variable: `TESSERA_ACCESS_TOKEN_LIFETIME=5m`;
            3. a YAML file, named by `--config` or `TESSERA_CONFIG`, else `tessera.yaml` if it exists, with the parts
               of the key nested:

               ```yaml
               access-token:
                 lifetime: 5m
               ```
            4. its default.

            A wrong value and an unknown key are errors, and the program does not start. `tessera config show` prints
            each effective value and its source. `tessera config template` prints a file with every default. Durations
            are whole numbers of `s`, `m`, `h` or `d`. Commas or spaces separate the items of a list.

            """
        for section in SettingCatalogue.sections {
            text += "\n## \(section.title)\n\n| Setting | Default | What it does |\n| --- | --- | --- |\n"
            for setting in section.settings {
                text +=
                    "| `\(setting.key)` | \(fallback(setting)) | \(escaped(setting.summary)) Expects \(escaped(setting.expectation)). |\n"
            }
        }
        return text
    }

    private static func fallback(_ setting: SettingDefinition) -> String {
        if let explanation = setting.defaultExplanation { return escaped(explanation) }
        guard let text = setting.defaultText, !text.isEmpty else { return "none" }
        return "`\(text)`"
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("|", with: "\\|")
    }
}
