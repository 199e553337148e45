import Foundation
import Testing

@testable import Identity

/// The Big List of Naughty Strings against everything a person types.
@Suite struct NaughtyStringsTests {
    private static let file = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../../shared/vectors/blns.json").standardizedFileURL

    static let isThere = FileManager.default.fileExists(atPath: file.path)

    private static func strings() throws -> [String] {
        try JSONDecoder().decode([String].self, from: Data(contentsOf: file))
    }

    @Test(.enabled(if: isThere, "../shared/vectors/blns.json isn't there"))
    func `no naughty string crashes anything, and what is accepted reads back as itself`() throws {
        let strings = try Self.strings()
        #expect(strings.count > 400)
        var names = 0
        for text in strings {
            for candidate in [text, text + "@example.org", "a@" + text, String(repeating: text, count: 20)] {
                if let name = try? UserName(candidate) {
                    names += 1
                    #expect(try UserName(name.display) == name)
                    #expect(try UserName(name.key).key == name.key)
                    #expect(!name.key.contains("@"))
                }
                if let email = try? EmailAddress(candidate) {
                    #expect(try EmailAddress(email.display) == email)
                    #expect(try EmailAddress(email.key).key == email.key)
                }
                if let password = try? Password(candidate) {
                    #expect(try Password(password.text).characters == password.characters)
                    _ = PasswordPolicy().refusal(of: password, notContaining: [text])
                }
                #expect(throws: PasswordHashError.self) { try PasswordHash(parsing: candidate) }
                _ = SignInThrottle.normalised(candidate)
                _ = ClientNetwork(candidate)
            }
        }
        #expect(names > 50)
    }
}
