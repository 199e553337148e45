import IdentityServer
import Testing

@testable import tessera

@Suite("Settings: the database")
struct DatabaseSettingsTests {
    private static let url = "postgresql://tessera@db-1.example.com:5433,db-2.example.com/sign_in"
    private static let withPassword =
        "postgresql://tessera:correct-horse@db-1.example.com/sign_in?sslrootcert=/etc/ca.pem"

    private func settings(
        flags: [String: String] = [:],
        environment: [String: String] = [:],
        yaml: String = ""
    ) throws(SettingsError) -> Settings {
        var problems: [String] = []
        let given = flags.map { key, text in
            (key, RawSetting(text: text, origin: .flag("--" + key.replacing(".", with: "-"))))
        }
        let sources = [
            Dictionary(uniqueKeysWithValues: given),
            EnvironmentSource.read(environment, problems: &problems),
            FileSource.parse(yaml, path: "tessera.yaml", problems: &problems),
        ]
        return try Settings(reading: SettingsReader(sources: sources, problems: problems))
    }

    private func problems(
        flags: [String: String] = [:],
        environment: [String: String] = [:],
        yaml: String = ""
    ) -> [String] {
        do throws(SettingsError) {
            _ = try settings(flags: flags, environment: environment, yaml: yaml)
            return []
        } catch {
            return error.problems
        }
    }

    @Test func `without a URL it is the SQLite file, and with one PostgreSQL, whoever says so`() throws {
        #expect(try settings().storage.database == .sqlite(path: ".tessera/tessera.sqlite"))
        let yaml = "database:\n  url: \(Self.withPassword)\n  connections: 20"
        let expected = [
            try settings(yaml: yaml), try settings(environment: ["TESSERA_DATABASE_URL": Self.url], yaml: yaml),
            try settings(flags: ["database.url": Self.url, "database.connections": "3"], yaml: yaml),
        ].map(\.storage.database.description)
        #expect(
            expected == [
                "postgresql://tessera@db-1.example.com/sign_in", Self.url, Self.url,
            ]
        )
        guard case .postgreSQL(_, connections: 20) = try settings(yaml: yaml).storage.database else {
            Issue.record("the number of connections is taken over")
            return
        }
    }

    @Test func `a password in a flag is refused, with the places where it may stand, and not repeated`() {
        let problems = problems(flags: ["database.url": Self.withPassword])
        #expect(problems.count == 1)
        for part in ["--database-url", "TESSERA_DATABASE_URL", "database.url in the settings file", "PGPASSFILE"] {
            #expect(problems.allSatisfy { $0.contains(part) }, "\(part)")
        }
        #expect(problems.allSatisfy { !$0.contains("correct-horse") })
        #expect(self.problems(environment: ["TESSERA_DATABASE_URL": Self.withPassword]) == [])
        #expect(self.problems(flags: ["database.url": Self.url]) == [])
    }

    @Test(arguments: [
        "https://tessera:correct-horse@db.example.com/sign_in", "tessera:correct-horse@db.example.com",
        "postgresql://tessera:correct-horse@[db.example.com/sign_in",
        "postgresql://tessera:correct-horse@db.example.com/sign_in?sslmod=require", "",
    ])
    func `a URL that is none is refused and not repeated, since a password may stand in it`(url: String) {
        let problems = problems(environment: ["TESSERA_DATABASE_URL": url])
        #expect(problems.count == 1 && problems[0].hasPrefix("TESSERA_DATABASE_URL is refused: "), "\(problems)")
        #expect(problems.allSatisfy { !$0.contains("correct-horse") })
    }

    @Test func `nothing that is shown has the password in it`() throws {
        let settings = try settings(environment: ["TESSERA_DATABASE_URL": Self.withPassword])
        let shown = [
            SettingsListing.text(settings), "\(SettingsListing.items(settings))", "\(settings.storage)",
            StartText.text(settings, port: 8080, setupToken: nil), String(reflecting: settings.entries),
        ]
        for text in shown {
            #expect(!text.contains("correct-horse"))
        }
        #expect(shown[0].contains("postgresql://tessera@db-1.example.com/sign_in"))
        #expect(shown[3].contains("postgresql://tessera@db-1.example.com/sign_in"))
        #expect(shown[3].contains("every node needs the same"))
    }

    @Test func `a path and a URL exclude each other, and a number of connections needs a URL`() {
        let both = problems(
            flags: ["database.path": "x.sqlite"],
            environment: ["TESSERA_DATABASE_URL": Self.url]
        )
        #expect(both.count == 1 && both[0].contains("--database-path") && both[0].contains("TESSERA_DATABASE_URL"))
        let alone = problems(yaml: "database:\n  connections: 4")
        #expect(alone.count == 1 && alone[0].contains("has no effect without database.url"))
        for number in ["0", "201", "many"] {
            #expect(problems(flags: ["database.url": Self.url, "database.connections": number]).count == 1)
        }
    }

    @Test func `a node among others takes its time to be taken out of service; a single machine need not`() throws {
        #expect(try settings().server.drainDelay == .zero)
        #expect(try settings(flags: ["database.url": Self.url]).server.drainDelay == .seconds(5))
        #expect(try settings(flags: ["database.url": Self.url, "http.drain-delay": "0s"]).server.drainDelay == .zero)
    }
}
