/// Writes `Documentation/settings.md` from the table.
enum SettingsGuide {
    /// The document's text.
    static func text() -> String {
        var text = """
            # Settings

            <!-- Written by `make settings` from the table in Sources/tessera/Settings/Catalogue. Do not edit by hand. -->

            A setting comes from the first of these that names it:

            1. a flag: `access-token.lifetime` is `--access-token-lifetime 5m` (secrets have no flag: a command line is seen by every \
            user of the machine);
            2. an environment variable: `TESSERA_ACCESS_TOKEN_LIFETIME=5m`;
            3. a YAML file, named by `--config` or `TESSERA_CONFIG`, else `tessera.yaml` if there is one, with the key's parts nested:

               ```yaml
               access-token:
                 lifetime: 5m
               ```
            4. its default.

            A wrong value and an unknown key are errors: nothing starts with a setting that it did not understand. `tessera config show` \
            prints what holds and where it comes from, `tessera config template` a file with every default. Durations are whole numbers of \
            `s`, `m`, `h` or `d`. Lists are separated by commas or spaces.

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
