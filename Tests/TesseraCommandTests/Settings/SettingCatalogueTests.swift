import ArgumentParser
import Foundation
import Testing

@testable import tessera

@Suite("Settings: the table")
struct SettingCatalogueTests {
    @Test func `keys, flags and variables are unique`() {
        let all = SettingCatalogue.all
        #expect(Set(all.map(\.key)).count == all.count)
        #expect(Set(all.map(\.flag)).count == all.count)
        #expect(Set(all.map(\.environmentVariable)).count == all.count)
    }

    @Test(arguments: SettingCatalogue.all.map(\.key))
    func `default and example are values that the setting takes`(key: String) throws {
        let setting = try #require(SettingCatalogue.byKey[key])
        try setting.check(setting.example)
        if let text = setting.defaultText { try setting.check(text) }
        #expect(setting.summary.hasSuffix("."))
    }

    @Test func `every setting that is no secret has its flag`() throws {
        var arguments: [String] = []
        var expected: [String: RawSetting] = [:]
        for setting in SettingCatalogue.all where !setting.isSecret {
            let isSwitch = setting.expectation == "true or false"
            arguments += isSwitch ? [setting.flag] : [setting.flag, setting.example]
            expected[setting.key] = RawSetting(text: isSwitch ? "true" : setting.example, origin: .flag(setting.flag))
        }
        #expect(try ConfigShowCommand.parse(arguments).flags.raw == expected)
        #expect(
            try ConfigShowCommand.parse(["--no-registration-open", "--behind-proxy"]).flags.raw.mapValues(\.text) == [
                "registration.open": "false", "http.behind-proxy": "true",
            ]
        )
    }

    @Test(arguments: SettingCatalogue.all.filter(\.isSecret).map(\.flag))
    func `a secret has no flag`(flag: String) {
        #expect(throws: (any Error).self) { try ConfigShowCommand.parse([flag, "x"]) }
    }

    @Test func `the template reads back as nothing but the defaults`() throws {
        var problems: [String] = []
        let template = FileSource.parse(SettingsTemplate.text(), path: "template", problems: &problems)
        #expect(problems == [])
        let fixed = SettingCatalogue.all.filter { $0.defaultText != nil }
        #expect(Set(template.keys) == Set(fixed.map(\.key)))
        for setting in fixed {
            #expect(template[setting.key]?.text == setting.defaultText, "\(setting.key)")
        }
    }

    @Test func `every line of the template that is commented out is right when it is not`() throws {
        let lines = SettingsTemplate.text().split(separator: "\n", omittingEmptySubsequences: false).map { line in
            // A commented setting, as opposed to a sentence: one word, a colon, and at most one value.
            line.wholeMatch(of: /( *)# ([a-z-]+:(?: \S.*)?)/).flatMap { match in
                match.output.2.contains(/^[a-z-]+:(?: (?:"[^"]*"|[^ ]+))?$/)
                    ? String(match.output.1 + match.output.2) : nil
            } ?? String(line)
        }
        var problems: [String] = []
        let found = FileSource.parse(lines.joined(separator: "\n"), path: "template", problems: &problems)
        #expect(problems == [])
        #expect(Set(found.keys) == Set(SettingCatalogue.all.map(\.key)))
    }

    @Test func `the listing never shows a secret`() throws {
        let secret = String(repeating: "QUFB", count: 11)
        let settings = try Settings.load(environment: ["TESSERA_MASTER_SECRET": secret])
        let listing = SettingsListing.text(settings)
        #expect(listing.contains("[redacted]") && !listing.contains(secret))
    }

    @Test func `Documentation/settings.md is what the table says`() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let document = try String(contentsOf: root.appending(path: "Documentation/settings.md"), encoding: .utf8)
        #expect(document == SettingsGuide.text(), "run `make settings`")
    }
}
