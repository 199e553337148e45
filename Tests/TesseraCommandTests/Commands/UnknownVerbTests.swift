import Testing

@testable import tessera

@Suite("Commands: words that are no command")
struct UnknownVerbTests {
    private func refusal(_ arguments: String...) -> CommandFailure? {
        do throws(CommandFailure) {
            try UnknownVerb.refuse(in: arguments)
            return nil
        } catch {
            return error
        }
    }

    @Test func `a word that is no command ends with 64 and names the nearest one, after help too`() {
        for (arguments, words) in [
            (["usr", "list"], "Did you mean 'tessera user'?"), (["user", "lst"], "Did you mean 'tessera user list'?"),
            (["help", "usr"], "Did you mean 'tessera user'?"),
            (["help", "user", "lst"], "Did you mean 'tessera user list'?"),
            (["key", "rotat", "--immediately"], "Did you mean 'tessera key rotate'?"),
        ] {
            let failure = #expect(throws: CommandFailure.self) { try UnknownVerb.refuse(in: arguments) }
            #expect(failure?.status == .usage)
            #expect(failure?.message.contains(words) == true, "\(failure?.message ?? "")")
        }
        let far = refusal("nosuchthing")
        #expect(far?.message == "there is no command 'tessera nosuchthing'. 'tessera --help' lists them.")
        #expect(refusal("a\u{1B}[2J")?.message.contains("\u{1B}") == false)
    }

    @Test func `commands, their options and their arguments are no words to be refused`() {
        for arguments in [
            [], ["serve"], ["serve", "--http-port", "1"], ["user", "show", "lst"], ["--version"], ["-h"], ["help"],
            ["help", "user"], ["help", "user", "list"], ["user", "--help"], ["user", "help"], ["token", "decode", "x"],
            ["user"],
        ] as [[String]] {
            #expect(throws: Never.self) { try UnknownVerb.refuse(in: arguments) }
        }
    }
}
