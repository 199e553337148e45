import Foundation
import TesseraJOSE
import Testing

/// The cases and rules that every linter of this project is held to.
enum LintFixtures {
    /// A finding as the cases name it.
    struct Finding: Hashable, Sendable {
        let id: String
        let severity: String
        let section: String
    }

    /// A token with the findings that a linter must have on it, no more and no less.
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let token: String
        let now: Int64
        let keys: JSONValue?
        let findings: [Finding]

        var testDescription: String { name }
    }

    static let cases: [Case] = {
        do {
            return try (json("token-lint.json").array ?? []).map(Case.init)
        } catch {
            fatalError("\(error)")
        }
    }()

    static func json(_ name: String) throws -> JSONValue {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Fixtures")
        return try JSONValue(
            parsing: Array(try Data(contentsOf: folder.appending(path: name))),
            limits: JSONLimits(maximumBytes: 1 << 24, maximumDepth: 64, maximumMembers: 1_000_000)
        )
    }
}

extension LintFixtures.Case {
    init(_ json: JSONValue) throws {
        name = try #require(json["name"]?.string)
        token = try #require(json["token"]?.string)
        now = try #require(json["now"]?.integer)
        keys = json["jwks"]
        findings = try #require(json["findings"]?.array).map { finding in
            LintFixtures.Finding(
                id: try #require(finding["id"]?.string),
                severity: try #require(finding["severity"]?.string),
                section: try #require(finding["section"]?.string)
            )
        }
    }
}
