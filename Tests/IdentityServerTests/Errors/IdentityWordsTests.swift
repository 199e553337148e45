import TesseraOAuth
import Testing

@testable import Identity
@testable import IdentityServer

/// What programs and people read of an error of the rules.
@Suite struct IdentityWordsTests {
    /// One of each reason; the compiler asks for the words of all of them.
    private static let reasons: [IdentityError.Reason] =
        [
            .userNameTaken, .emailTaken,
            .malformedUserName(IdentifierError(.empty, "The user name is empty. Type one.")),
            .malformedEmail(IdentifierError(.empty, "The e-mail address is empty. Type one.")),
            .malformedDisplayName(field: "display_name"), .noIdentifier, .lastIdentifier, .currentPasswordNeeded,
            .passwordRefused(.tooCommon, field: "new_password"), .invalidCredentials, .wrongPassword(field: "password"),
            .accountDisabled, .registrationClosed, .accountNotFound, .accountNotAdded, .accountChanged,
            .passwordChanged,
            .lastAdministrator, .tooManyNames(field: "roles", most: 64), .malformedName(field: "roles"),
            .invalidSetupToken,
            .limitOutOfRange(1...200), .unknownCursor, .malformedSearch, .tooManyAttempts(after: 90),
            .tooManyRegistrations(after: 7200), .sessionNotFound, .malformedScope(.emptyToken),
            .malformedAttempt, .clientNotFound, .clientIDTaken("notes"),
            .malformedClientID, .secretKeptTooLong(days: 30),
            .twoSecrets(of: "notes", until: Timestamp(milliseconds: 0)),
            .signingKeyNotFound("k1"), .signingKeyRevoked("k1"), .successorPublished("k2", after: 60),
            .overloaded(.passwordHashing, after: 2), .overloaded(.statusLists, after: 5),
            .overloaded(.noSigningKey, after: 5),
            .overloaded(.databaseMoving, after: 5), .databaseNotEmpty, .misconfigured("The issuer is a URL."),
        ] + ((try? Scope(["account"])).map { [.scopeNotOffered("coffee", offered: $0)] } ?? [])

    @Test func `the examples have every code`() {
        #expect(Set(Self.reasons.map { IdentityError($0).code }) == Set(IdentityError.Code.allCases))
    }

    @Test(arguments: reasons)
    func `a program reads a sentence, after the member where the sentence alone would not say which`(
        reason: IdentityError.Reason
    ) {
        let error = IdentityError(reason)
        let problem = Problem(error)
        #expect(problem.code.rawValue == error.code.rawValue)
        #expect(problem.field == error.field && problem.retryAfter == error.retryAfter)
        #expect(problem.detail.hasSuffix(".") && !problem.detail.contains("  "))
        let start = problem.detail.unicodeScalars.first
        #expect(start?.properties.isUppercase == true || problem.detail.hasPrefix("\(error.field ?? "?"): "))
    }

    @Test(arguments: reasons)
    func `a person reads whole sentences and never the name of a member`(reason: IdentityError.Reason) {
        let error = IdentityError(reason)
        let sentence = IdentityWords.sentence(for: error)
        let start = sentence.unicodeScalars.first
        #expect(sentence.hasSuffix(".") && (start?.properties.isUppercase == true || start == "1"), "\(sentence)")
        #expect(!sentence.contains("_") && !sentence.contains("\(error.field ?? "?"):"), "\(sentence)")
    }

    @Test func `a program reads the waiting time in seconds, a person in words`() {
        let error = IdentityError(.tooManyAttempts(after: 600))
        #expect(IdentityWords.detail(of: error) == "Too many attempts. Try again in 600 s.")
        #expect(IdentityWords.sentence(for: error) == "Too many attempts. Try again in 10 minutes.")
        let busy = IdentityError(.overloaded(.statusLists, after: 5))
        #expect(!IdentityWords.detail(of: busy).contains("5 s"))
        #expect(IdentityWords.sentence(for: busy).hasSuffix("Try again in 5 seconds."))
    }

    @Test func `what was wrong stands beside its field, and what has no field above the form`() throws {
        let form = FormShape(fields: ["password", "user_name"], focus: "password")
        let taken = try #require(FormRefusal(IdentityError(.userNameTaken), in: form))
        #expect(taken.code == .userNameTaken && taken.focus == nil)
        #expect(taken.fields == ["user_name": "Another account has this user name. Choose another one."])
        let elsewhere = try #require(FormRefusal(IdentityError(.emailTaken), in: form))
        #expect(elsewhere.fields.isEmpty && elsewhere.alert.contains("e-mail") && elsewhere.focus == "password")
        let wrong = try #require(FormRefusal(IdentityError(.invalidCredentials), in: form))
        #expect(wrong.fields.isEmpty && wrong.focus == "password")
        #expect(FormRefusal(CancellationError(), in: form) == nil)
    }
}
