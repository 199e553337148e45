import TesseraOAuth
import Testing

/// The examples of the documentation, which `Scripts/checks/examples.py` holds against these lines.
@Suite struct `The examples of TesseraOAuth` {
    @Test func `compare scopes and challenge`() throws {
        let granted = try Scope(parsing: "account notes:read")
        let required = try Scope(["notes:write"])

        let challenge = BearerChallenge(
            error: required.isSubset(of: granted) ? nil : .insufficientScope,
            scope: required
        )
        let field = challenge.headerValue

        #expect(field == #"Bearer error="insufficient_scope", scope="notes:write""#)
        #expect(challenge.status == 403)
    }

    @Test func `read a status list`() throws {
        var list = StatusList(entryCount: 1024)
        _ = list.set(.invalid, at: 7)
        let published = try list.compressed()

        let fetched = try StatusList(bitsPerEntry: 1, compressed: published, maximumBytes: 65_536)
        let status = fetched.status(at: 7)

        #expect(status == .invalid)
        #expect(fetched.status(at: 8) == .valid)
    }
}
