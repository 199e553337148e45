import Testing

@testable import Identity

@Suite struct PasswordPolicyTests {
    let policy = PasswordPolicy()

    private func code(
        _ text: String,
        _ words: [String] = [],
        secondFactor: Bool = false
    ) throws -> PasswordRefusal.Code? {
        try policy.refusal(of: Password(text), notContaining: words, hasSecondFactor: secondFactor)?.code
    }

    @Test func `fifteen characters are enough and fourteen aren't`() throws {
        #expect(try code("kz7w qarm lidov") == nil)
        #expect(try code("kz7w qarm lido") == .tooShort)
    }

    @Test func `with a second factor eight are enough`() throws {
        #expect(try code("kz7wqarm", secondFactor: true) == nil)
        #expect(try code("kz7wqar", secondFactor: true) == .tooShort)
        #expect(PasswordPolicy(minimumLength: 1, minimumLengthWithSecondFactor: 0).minimumLength == 8)
    }

    @Test func `length counts code points after composition, of any script`() throws {
        #expect(try code("пропускчерезлес") == nil)
        #expect(try code("пропускчерезле") == .tooShort)
        #expect(try code("山田太郎は毎朝七時に起きます") == .tooShort)
        #expect(try code("山田太郎は毎朝七時に起きますよ") == nil)
        // 16 typed, 14 once composed.
        #expect(try code("zu\u{308}rqcher ma\u{308}w k") == .tooShort)
    }

    @Test func `no rule asks for kinds of characters`() throws {
        for text in [
            "lantern gravel otter spoon", "LANTERN GRAVEL OTTER", "83 19 46 20 75 91 3", "————⟡⟡•◦——⟡ ⟡⟡◦ ⟡—⟡",
        ] {
            #expect(try code(text) == nil, "\(text)")
        }
    }

    @Test(arguments: [
        "1q2w3e4r5t6y7u8i", "manchesterunited", "Manchester United", "MANCHESTERUNITED", "ｍａｎｃｈｅｓｔｅｒｕｎｉｔｅｄ",
    ])
    func `a common password is refused whatever its case, width and spaces`(text: String) throws {
        #expect([.tooCommon, .tooPredictable].contains(try code(text)))
    }

    @Test(arguments: [
        "password12345678", "!!!Dragon!!!2024!!!", "20241123football", "letmein.........", "abc123-987654321",
        "1234 monkey 5678",
        "superman 000000000000000000000000000", "\t\tbaseball\t\t20 24",
    ])
    func `a common password with digits and signs around it is refused`(text: String) throws {
        #expect(try code(text) == .tooCommon)
    }

    @Test(arguments: [
        "passwordpassword", "passwordpasswor", "dragondragondragon", "Dragon1Dragon1Dragon1", "letmein!letmein!l",
    ])
    func `a common password over and over, whole or cut off, is refused`(text: String) throws {
        #expect(try code(text) == .tooCommon)
    }

    @Test(arguments: [
        "aaaaaaaaaaaaaaa", "ababababababababa", "xyzxyzxyzxyzxyzx", "🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑", "               a",
        "1 1 1 1 1 1 1 1",
    ])
    func `a piece of up to three characters over and over is refused`(text: String) throws {
        #expect(try code(text) != nil)
    }

    @Test(arguments: [
        "abcdefghijklmnop", "zyxwvutsrqponmlk", "qwertyuiopasdfghjkl", "QWERTZUIOPasdfgh", "1234567890123456",
        "098765432109876",
        "qwertyasdfgh1234", "1111222233334444", "йцукенгшщзфывапролд", "azertyuiopqsdfgh", "2024qwertyuiop2024!!",
        "1qaz2wsx3edc4rfv",
    ])
    func `a walk along the keyboard, the alphabet or the digits is refused`(text: String) throws {
        #expect([.tooPredictable, .tooCommon].contains(try code(text)))
    }

    @Test(arguments: [
        "abcd kettle wxyz moth", "qwerty otter spoon", "password for the gravel lantern", "monkey gravel lantern",
        "83194620759138402",
        "hjkq zmpw rtyx bvcs", "baseball umbrella 77",
    ])
    func `a common word or a short run inside a longer password is fine`(text: String) throws {
        #expect(try code(text) == nil)
    }

    @Test(arguments: [
        "marguerite.duval", "Marguerite.Duval", "marguerite.duval2024!", "marguerite.duvalmarguerite.duval",
        "marguerite.duval@example.org",
        "tessera-tessera-tessera", "Tessera 2024 2024", "marguerite.duvaltessera", "marguerite.duvalpassword1",
        "marguerite.duvalabc",
    ])
    func `a password that is hardly more than the user's names or the service's is refused`(text: String) throws {
        #expect(try code(text, ["marguerite.duval", "marguerite.duval@example.org"]) == .containsIdentifier)
    }

    @Test func `a password with a name and enough of its own is fine, and short names don't matter`() throws {
        #expect(try code("marguerite feeds seven otters", ["marguerite"]) == nil)
        #expect(try code("lantern gravel otter", ["an", "er", ""]) == nil)
        #expect(try code("lantern gravel otter", ["unrelated"]) == nil)
    }

    @Test func `every refusal says what to do and none shows the password`() throws {
        for text in ["secretsecret", "passwordpassword", "abcdefghijklmnop", "marguerite-duval"] {
            let refusal = try #require(policy.refusal(of: try Password(text), notContaining: ["marguerite-duval"]))
            #expect(!refusal.description.contains(text))
            #expect(refusal.description.contains("se ") || refusal.description.contains("needs"))
        }
        #expect(PasswordRefusal.tooShort(1, minimum: 15).description.contains("1 character;"))
    }

    @Test func `no password makes the rules slow`() throws {
        let worst = [
            String(repeating: "1", count: 127) + "a", String(repeating: "ab", count: 64),
            String(repeating: "qwerty", count: 21),
            String(repeating: "1", count: 64) + "x" + String(repeating: "2", count: 63),
            String(repeating: "a b", count: 42),
        ]
        for text in worst {
            let password = try Password(text)
            let time = ContinuousClock().measure {
                _ = policy.refusal(of: password, notContaining: ["a", "ab", "abab", "qwe"])
            }
            #expect(time < .milliseconds(500))
        }
    }
}

@Suite struct CommonPasswordsTests {
    private func entries() -> [String] {
        CommonPasswords.list.withUTF8Buffer { bytes in
            unsafe String(decoding: bytes, as: UTF8.self)
        }.split(whereSeparator: \.isWhitespace).map { String($0) }
    }

    @Test func `the list is sorted by bytes, without doubles, folded, and large enough`() {
        let entries = entries()
        #expect(entries.count > 20_000)
        #expect(
            zip(entries, entries.dropFirst()).allSatisfy { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
        )
        let unfolded = entries.filter { CommonPasswords.fold($0) != Array($0.unicodeScalars) }
        #expect(unfolded.isEmpty, "\(unfolded.prefix(5))")
        #expect(entries.allSatisfy { $0.unicodeScalars.count >= 6 })
    }

    @Test func `every entry is found, the first and the last too, and its neighbours aren't`() throws {
        let entries = entries()
        let all = Set(entries)
        for entry in entries {
            let scalars = Array(entry.unicodeScalars)
            guard CommonPasswords.contains(folded: scalars[...]) else {
                Issue.record("\(entry) isn't found")
                continue
            }
            for other in [entry + "\u{1}", "!" + entry, String(entry.dropLast())] where !all.contains(other) {
                #expect(!CommonPasswords.contains(folded: Array(other.unicodeScalars)[...]), "\(other)")
            }
        }
        #expect(try CommonPasswords.contains(Password("PassWord")))
        #expect(!CommonPasswords.contains(folded: []))
        #expect(!CommonPasswords.contains(folded: Array(" ".unicodeScalars)[...]))
        #expect(!CommonPasswords.contains(folded: Array("password qwerty".unicodeScalars)[...]))
    }
}

@Suite struct PredictablePasswordTests {
    private func periods(_ text: String) -> [Int] { PredictablePassword.periods(of: Array(text.unicodeScalars)) }

    @Test func `the pieces that a text repeats are found, whole and cut off`() {
        #expect(periods("abab") == [2])
        #expect(periods("aaaa") == [1, 2, 3])
        #expect(periods("abcabca") == [3, 6])
        #expect(periods("abcd") == [])
        #expect(periods("") == [])
        #expect(periods("a") == [])
    }

    @Test func `a run covers a text only when each part is long enough and there are few`() {
        func cover(_ text: String) -> Bool { KeyboardRuns.cover(Array(text.unicodeScalars)[...]) }
        #expect(cover("abcd"))
        #expect(!cover("abc"))
        #expect(cover("abcdefdefg"))
        #expect(!cover("abcdxy"))
        #expect(cover("9876poiu"))
        #expect(cover("aaaa4567asdflkjh"))
        #expect(!cover("aaaa4567asdflkjhzxcv"))
        #expect(cover("xyzabc"))
    }
}
