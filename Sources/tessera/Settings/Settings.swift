import Foundation

/// Every setting, understood and checked.
struct Settings: Sendable {
    let storage: StorageSettings
    let http: HTTPSettings
    let tokens: TokenSettings
    let accounts: AccountSettings
    let throttling: ThrottlingSettings
    let signingKeys: SigningKeySettings
    let status: StatusSettings
    let retention: RetentionSettings
    let logging: LoggingSettings
    /// Each effective value as text with its origin, in the order of the table; secrets are redacted.
    let entries: [SettingsReader.Entry]

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
        storage = StorageSettings(&reader)
        var http = HTTPSettings(&reader, isOneOfMany: storage.database.isShared)
        tokens = TokenSettings(&reader, http: http)
        http.readAllowedOrigins(&reader, issuer: tokens.issuer)
        self.http = http
        accounts = AccountSettings(&reader)
        throttling = ThrottlingSettings(&reader)
        signingKeys = SigningKeySettings(&reader)
        status = StatusSettings(&reader)
        retention = RetentionSettings(&reader)
        logging = LoggingSettings(&reader)
        guard reader.problems.isEmpty else { throw SettingsError(problems: reader.problems) }
        let order = Dictionary(
            SettingCatalogue.all.enumerated().map { ($0.element.key, $0.offset) },
            uniquingKeysWith: { first, _ in first }
        )
        entries = reader.entries.sorted { order[$0.key, default: .max] < order[$1.key, default: .max] }
    }
}
