import Foundation
import Identity
import IdentityServer

/// Every setting, understood and checked: the modules' own configurations, filled in place.
struct Settings: Sendable {
    /// One effective value as text, with its origin.
    struct Entry: Sendable, Hashable {
        let key: String
        let text: String
        let origin: SettingOrigin
    }

    /// The configuration of the rules; its issuer is the server's.
    var rules: IdentityConfiguration
    /// The configuration of the server.
    var server: IdentityServerConfiguration
    /// Where the state lies.
    var storage = StorageSettings()
    /// The files of a TLS server; both or none.
    var tls = TLSSettings()
    /// What hashing a password costs.
    var hashing = HashingSettings()
    /// What is written down about the server's own work.
    var logging = LoggingSettings()
    /// Each effective value as text with its origin, in the order of the table; secrets are redacted.
    private(set) var entries: [Entry] = []

    /// What holds when nothing is set: the one place of all defaults are the types themselves.
    static let defaults: Settings = {
        do {
            return try Settings()
        } catch {
            preconditionFailure("the defaults are refused: \(error)")
        }
    }()

    private init() throws {
        // What http.port and the absence of TLS lead to; the section of the tokens completes it.
        server = IdentityServerConfiguration(issuer: "http://localhost:8080")
        rules = try IdentityConfiguration(issuer: server.issuer)
    }

    /// Reads the settings of this process.
    ///
    /// - Parameters:
    ///   - flags: What the command line gives, by key.
    ///   - file: The settings file that the command line names.
    ///   - environment: Every variable of the process.
    /// - Returns: The settings, all checked.
    /// - Throws: `SettingsError` with everything that is wrong.
    static func load(
        flags: [String: RawSetting] = [:],
        file: String? = nil,
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws(SettingsError) -> Settings {
        var problems: [String] = []
        let fromEnvironment = EnvironmentSource.read(environment, problems: &problems)
        var fromFile: [String: RawSetting] = [:]
        if let path = file ?? environment[EnvironmentSource.fileVariable] {
            fromFile = FileSource.read(path: path, problems: &problems)
        } else if FileManager.default.fileExists(atPath: FileSource.defaultPath) {
            fromFile = FileSource.read(path: FileSource.defaultPath, problems: &problems)
        }
        return try Settings(reading: SettingsReader(sources: [flags, fromEnvironment, fromFile], problems: problems))
    }

    /// Reads every setting and checks how they go together.
    /// - Throws: `SettingsError` with everything that is wrong.
    init(reading reader: SettingsReader) throws(SettingsError) {
        var reader = reader
        self = Self.defaults
        for setting in SettingCatalogue.settings { reader.read(setting, into: &self) }
        for section in SettingCatalogue.types { section.complete(&self, &reader) }
        guard reader.problems.isEmpty else { throw SettingsError(problems: reader.problems) }
        entries = SettingCatalogue.settings.map { setting in
            let key = setting.definition.key
            return Entry(key: key, text: setting.text(self), origin: reader.origin(of: key))
        }
    }
}
