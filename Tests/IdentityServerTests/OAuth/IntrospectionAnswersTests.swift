import NIOCore
import TesseraJOSE
import Testing

@testable import IdentityServer

@Suite("The written answers about access tokens")
struct IntrospectionAnswersTests {
    @Test func `an answer is written once for each jti`() {
        let answers = IntrospectionAnswers()
        var writings = 0
        for jti in ["one", "two", "one", "one", "two"] {
            let answer = answers.answer(about: ["jti": .string(jti)]) {
                writings += 1
                return ["active": true, "jti": .string(jti)]
            }
            #expect(String(buffer: answer) == #"{"active":true,"jti":"\#(jti)"}"#)
        }
        #expect(writings == 2)
    }

    @Test func `claims without a jti are written anew each time`() {
        let answers = IntrospectionAnswers()
        #expect(answers.answer(about: [:]) { ["sub": "one"] } != answers.answer(about: [:]) { ["sub": "two"] })
        #expect(answers.count == 0)
    }

    @Test func `it never holds more than its capacity`() {
        let answers = IntrospectionAnswers()
        for number in 0..<(2 * IntrospectionAnswers.capacity + 1) {
            _ = answers.answer(about: ["jti": .string("\(number)")]) { [:] }
            #expect((1...IntrospectionAnswers.capacity).contains(answers.count))
        }
    }
}
