import TesseraJOSE
import Testing

@testable import Identity
@testable import tessera

@Suite struct KeyConfirmationTextTests {
    private func confirmation(
        _ name: String?,
        _ state: KeyConfirmation.State,
        after milliseconds: Int64? = nil,
        goneSince: Timestamp? = nil
    ) -> KeyConfirmation {
        KeyConfirmation(
            name: name,
            address: "192.0.2.1",
            connectedAt: Timestamp(seconds: 1_800_000_000),
            disconnectedAt: goneSince,
            state: state,
            millisecondsToConfirm: milliseconds
        )
    }

    private let now = Timestamp(seconds: 1_800_000_300)

    private var key: SigningKeyRecord {
        SigningKeyRecord(
            id: "the-key",
            algorithm: .es256,
            createdAt: Timestamp(seconds: 1_700_000_000),
            activatesAt: Timestamp(seconds: 1_700_000_000),
            retiresAt: Timestamp(seconds: 1_900_000_000),
            expiresAt: Timestamp(seconds: 1_900_000_600),
            revokedAt: Timestamp(seconds: 1_800_000_100),
            revocationReason: "stolen\u{1B}[2J"
        )
    }

    @Test func `each verifier has a line, and a sentence sums them up`() {
        let text = KeyConfirmationText.text(
            key,
            [
                confirmation("notes-1", .confirmed, after: 41),
                confirmation(nil, .waiting),
                confirmation("old\u{7}", .gone, goneSince: Timestamp(seconds: 1_800_000_180)),
                confirmation("new", .connectedAfterwards),
            ],
            now: now
        )
        let lines = text.split(separator: "\n")
        #expect(lines.contains("notes-1   192.0.2.1  2027-01-15 08:00:00 UTC  after 41 ms"))
        #expect(lines.contains("-         192.0.2.1  2027-01-15 08:00:00 UTC  not yet"))
        #expect(
            lines.contains("old\u{FFFD}      192.0.2.1  2027-01-15 08:00:00 UTC  not yet; gone since 2 minutes ago")
        )
        #expect(lines.contains("new       192.0.2.1  2027-01-15 08:00:00 UTC  came after the revocation"))
        #expect(
            lines.last
                == "1 of 3 verifiers have confirmed, the slowest after 41 ms. 1 disconnected before and will get the event when it comes back."
        )
        #expect(!text.contains("\u{1B}"))
    }

    @Test(arguments: [
        ([], "No verifier was connected when the key was revoked."),
        ([KeyConfirmation.State.connectedAfterwards], "No verifier was connected when the key was revoked."),
        ([.confirmed], "The one verifier has confirmed, the slowest after 7 ms."),
        ([.waiting], "The one verifier has not confirmed."),
        ([.confirmed, .confirmed], "All of 2 verifiers have confirmed, the slowest after 7 ms."),
        (
            [.gone, .gone],
            "0 of 2 verifiers have confirmed. 2 disconnected before and will get the event when they come back."
        ),
    ])
    func `the sentence tells how far it is`(states: [KeyConfirmation.State], sentence: String) {
        let confirmations = states.map { confirmation("x", $0, after: $0 == .confirmed ? 7 : nil) }
        #expect(KeyConfirmationText.summary(confirmations) == sentence)
    }

    @Test func `a program gets the same as JSON`() {
        let json = KeyConfirmationText.json(key, [confirmation("notes-1", .confirmed, after: 41)], now: now)
        #expect(json["state"]?.string == "revoked")
        #expect(json["summary"] == ["confirmed": 1, "connected_afterwards": 0, "waiting": 0, "gone": 0])
        let verifier = json["verifiers"]?.array?.first
        #expect(verifier?["name"]?.string == "notes-1")
        #expect(verifier?["state"]?.string == "confirmed")
        #expect(verifier?["connected_at"]?.string == "2027-01-15T08:00:00.000Z")
        #expect(verifier?["disconnected_at"] == .null)
        #expect(verifier?["confirmed_after_milliseconds"]?.integer == 41)
    }
}
