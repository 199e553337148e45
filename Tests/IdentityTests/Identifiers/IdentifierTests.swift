import Testing

@testable import Identity

@Suite("Identifiers") struct IdentifierTests {
    @Test("read back what they wrote, and refuse every other spelling")
    func text() throws {
        let random = TestRandom().source
        let id = AccountID.generate(random)
        #expect(AccountID(id.description) == id)
        #expect(id.description.count == 36 && Array(id.description)[14] == "4")
        for wrong in [
            id.description.uppercased(), "{\(id)}", id.description.replacing("-", with: ""),
            String(id.description.dropLast()), "",
        ] {
            #expect(AccountID(wrong) == nil)
        }
    }

    @Test("of sessions grow with the time")
    func order() {
        let random = TestRandom().source
        let ids = (0..<100).map { SessionID.generate(at: Timestamp(seconds: 1_800_000_000 + $0), random).description }
        #expect(ids == ids.sorted())
        #expect(ids.allSatisfy { Array($0)[14] == "7" })
    }

    @Test("cursors read back what they wrote, and refuse rubbish")
    func cursor() {
        let cursor = AccountCursor(
            createdAt: Timestamp(milliseconds: 1_800_000_000_123),
            id: .generate(TestRandom().source)
        )
        #expect(AccountCursor(cursor.text) == cursor)
        for wrong in ["", "AAAA", cursor.text + "AAAA", cursor.text + "="] { #expect(AccountCursor(wrong) == nil) }
    }
}
