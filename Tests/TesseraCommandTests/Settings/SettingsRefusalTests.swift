import Testing

@testable import tessera

@Suite("Settings: what is refused, and how it is said")
struct SettingsRefusalTests {
    private func problems(
        flags: [String: String] = [:],
        environment: [String: String] = [:],
        yaml: String = ""
    ) -> [String] {
        var problems: [String] = []
        let given = flags.map { key, text in
            (key, RawSetting(text: text, origin: .flag("--" + key.replacing(".", with: "-"))))
        }
        let sources = [
            Dictionary(uniqueKeysWithValues: given),
            EnvironmentSource.read(environment, problems: &problems),
            FileSource.parse(yaml, path: "tessera.yaml", problems: &problems),
        ]
        do throws(SettingsError) {
            _ = try Settings(reading: SettingsReader(sources: sources, problems: problems))
            return []
        } catch {
            return error.problems
        }
    }

    @Test func `a wrong value names its origin, itself, the expectation and an example`() {
        #expect(
            problems(environment: ["TESSERA_HTTP_PORT": "eighty"]) == [
                "TESSERA_HTTP_PORT 'eighty' is refused: it is not a whole number. "
                    + "Expected a whole number from 0 to 65535; for example 8080."
            ]
        )
        let inFile = problems(yaml: "session:\n  idle-lifetime: soon")
        #expect(inFile.count == 1 && inFile[0].hasPrefix("tessera.yaml:2: session.idle-lifetime 'soon' is refused"))
    }

    @Test func `a wrong secret is not repeated`() {
        let problems = problems(environment: ["TESSERA_MASTER_SECRET": "hunter2-hunter2!"])
        #expect(problems.count == 1)
        #expect(problems.allSatisfy { $0.contains("TESSERA_MASTER_SECRET") && !$0.contains("hunter2") })
    }

    @Test func `a short master secret is refused`() {
        let problems = problems(environment: ["TESSERA_MASTER_SECRET": "c2hvcnQ="])
        #expect(problems.count == 1 && problems[0].contains("5 bytes, fewer than 32"))
    }

    @Test(arguments: [
        ("TESSERA_ACESS_TOKEN_LIFETIME", "Did you mean TESSERA_ACCESS_TOKEN_LIFETIME?"),
        ("TESSERA_HTTP_PROT", "Did you mean TESSERA_HTTP_PORT?"),
        ("TESSERA_COMPLETELY_UNLIKE_ANYTHING", "tessera config template"),
    ])
    func `an unknown variable is refused with the nearest one`(variable: String, advice: String) {
        let problems = problems(environment: [variable: "1"])
        #expect(problems.count == 1 && problems[0].contains(variable) && problems[0].contains(advice))
    }

    @Test func `the variables that Kubernetes adds for a service called tessera are no settings`() {
        let links = [
            "TESSERA_SERVICE_HOST": "10.0.0.1", "TESSERA_SERVICE_PORT": "80", "TESSERA_SERVICE_PORT_HTTP": "80",
            "TESSERA_PORT": "tcp://10.0.0.1:80", "TESSERA_PORT_80_TCP_ADDR": "10.0.0.1",
        ]
        #expect(problems(environment: links) == [])
    }

    @Test(arguments: [
        ("acess-token:\n  lifetime: 5m", "tessera.yaml:1: 'acess-token' is not a setting"),
        ("http:\n  porrt: 1", "tessera.yaml:2: 'http.porrt' is not a setting; did you mean 'http.port'?"),
        ("http:\n  port: 1\n  port: 2", "given twice"),
        ("http:\n  port: 1\nhttp.port: 2", "tessera.yaml:3: 'http.port' is given twice"),
        ("http:\n  port:", "tessera.yaml:2: 'http.port' has no value"),
        ("http: 8080", "tessera.yaml:1: 'http' needs keys below it"),
        ("http:\n  port:\n    number: 1", "'http.port' takes a value"),
        ("- 1", "tessera.yaml:1: the file must contain keys and values"),
        ("scopes: [[a]]", "each item of 'scopes' must be one word"),
        ("scopes: [a, 'b c']", "each item of 'scopes' must be one word"),
        ("http: {port: 1", "this is not valid YAML"),
        ("a: &x 1\n---\nb: 2", "this is not valid YAML"),
    ])
    func `a file that says something else is refused with the line`(yaml: String, expected: String) {
        let problems = problems(yaml: yaml)
        #expect(problems.contains { $0.contains(expected) }, "\(problems)")
    }

    @Test func `everything that is wrong is told at once`() {
        let problems = problems(
            flags: ["http.port": "-1", "log.level": "loud"],
            environment: ["TESSERA_NO": "1"],
            yaml: "refresh:\n  policy: maybe"
        )
        #expect(problems.count == 4)
    }

    @Test(arguments: [
        (["http.address": "0.0.0.0", "issuer": "https://id.example.com"], "plain HTTP on 0.0.0.0"),
        (["http.address": "::", "issuer": "https://id.example.com"], "plain HTTP on ::"),
        (["http.behind-proxy": "true", "issuer": "https://id.example.com"], "needs the proxy's address"),
        (["http.trusted-proxies": "10.0.0.1"], "has no effect without http.behind-proxy"),
        (["http.behind-proxy": "true", "http.trusted-proxies": "10.0.0.1"], "needs its public URL"),
        (["http.tls.certificate": "a.pem"], "set http.tls.private-key too"),
        (["http.tls.private-key": "a.pem"], "set http.tls.certificate too"),
        (["metrics.port": "8080"], "both 8080"),
        (["http.port": "0"], "selects a free port"),
        (["session.idle-lifetime": "91d"], "longer than session.absolute-lifetime"),
        (["session.idle-lifetime": "1m"], "longer than session.idle-lifetime"),
        (["signing-keys.publish-ahead": "30d"], "must be shorter than"),
        (["password.hashing.passes": "1"], "set password.hashing.passes to 2 or more"),
        (["issuer": "http://id.example.com"], "an issuer is an https URL"),
        (["issuer": "https://id.example.com/"], "does not end with a slash"),
        (["issuer": "https://id.example.com?a=b"], "no query"),
        (["issuer": "id.example.com"], "not an http or https URL"),
        (["http.allowed-origins": "https://app.example.com/"], "write https://app.example.com"),
        (["http.allowed-origins": "*"], "not an http or https URL"),
        (["scopes": "a a"], "twice"),
        (["scopes": ""], "at least 1 item"),
        (["http.behind-proxy": "yes"], "neither true nor false"),
        (
            ["http.trusted-proxies": "10.0.0.0/33", "http.behind-proxy": "true", "issuer": "https://a.b"],
            "from 0 to 32"
        ),
    ])
    func `values that do not go together are refused with what to do`(flags: [String: String], expected: String) {
        let problems = problems(flags: flags)
        #expect(problems.contains { $0.contains(expected) }, "\(problems)")
    }

    @Test(arguments: [
        ["http.address": "::1"],
        ["http.address": "127.8.8.8"],
        ["http.address": "0.0.0.0", "http.tls.certificate": "a", "http.tls.private-key": "b", "issuer": "https://a.b"],
        [
            "http.address": "0.0.0.0", "http.behind-proxy": "true", "http.trusted-proxies": "10.0.0.0/8, ::1/128",
            "issuer": "https://a.b",
        ],
        ["scopes": "account, notes:read notes:write"],
        ["password.hashing.passes": "1", "password.hashing.memory-kib": "47104"],
    ])
    func `values that go together are taken`(flags: [String: String]) {
        #expect(problems(flags: flags) == [])
    }

    @Test func `a master secret and a file for it are one too many`() {
        let secret = String(repeating: "QUFB", count: 11)
        let environment = ["TESSERA_MASTER_SECRET": secret, "TESSERA_MASTER_SECRET_FILE": "/run/secrets/tessera"]
        let problems = problems(environment: environment)
        #expect(problems.count == 1 && problems[0].contains("Keep one of them") && !problems[0].contains(secret))
    }

    @Test func `a file that is named and missing is refused`() {
        var problems: [String] = []
        #expect(FileSource.read(path: "/nonexistent/tessera.yaml", problems: &problems) == [:])
        #expect(problems.count == 1 && problems[0].contains("it does not exist"))
    }
}
