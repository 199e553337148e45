import Identity
import TesseraJOSE

/// A signing key with the confirmations of its revocation, for people and for programs.
enum KeyConfirmationText {
    /// Everything as JSON: the key's members, and `verifiers` and `summary` when it has been revoked.
    static func json(_ key: SigningKeyRecord, _ confirmations: [KeyConfirmation], now: Timestamp) -> JSONValue {
        var object = SigningKeyText.json(key, now: now).object ?? JSONObject()
        guard key.revokedAt != nil else { return .object(object) }
        object["verifiers"] = .array(confirmations.map(json))
        var summary = JSONObject()
        for state in KeyConfirmation.State.allCases {
            summary[state.rawValue] = .integer(Int64(confirmations.count { $0.state == state }))
        }
        object["summary"] = .object(summary)
        return .object(object)
    }

    private static func json(_ confirmation: KeyConfirmation) -> JSONValue {
        var object = JSONObject()
        object["name"] = .optional(confirmation.name)
        object["address"] = .string(confirmation.address)
        object["state"] = .string(confirmation.state.rawValue)
        object["connected_at"] = .string(MomentText.precise(confirmation.connectedAt))
        object["disconnected_at"] = .optional(confirmation.disconnectedAt.map(MomentText.precise))
        object["confirmed_after_milliseconds"] = confirmation.millisecondsToConfirm.map { .integer($0) } ?? .null
        return .object(object)
    }

    /// Everything for people: the key, a line for each verifier, and a sentence that sums it up.
    static func text(_ key: SigningKeyRecord, _ confirmations: [KeyConfirmation], now: Timestamp) -> String {
        var fields: [(name: String, value: String)] = [
            ("ID", key.id),
            ("Algorithm", key.algorithm.rawValue),
            ("State", key.state(at: now).rawValue),
            ("Made", MomentText.readable(key.createdAt)),
            ("Signs from", MomentText.readable(key.activatesAt)),
            ("Signs until", MomentText.readable(key.revokedAt ?? key.retiresAt)),
            ("Published until", MomentText.readable(key.revokedAt ?? key.expiresAt)),
        ]
        guard key.revokedAt != nil else { return TextLayout.fields(fields) }
        fields.append(("Revoked because", SafeText.printable(key.revocationReason ?? "-")))
        var parts = [TextLayout.fields(fields)]
        if !confirmations.isEmpty { parts.append(table(confirmations, now: now)) }
        parts.append(summary(confirmations))
        return parts.joined(separator: "\n\n")
    }

    private static func table(_ confirmations: [KeyConfirmation], now: Timestamp) -> String {
        TextLayout.table(
            header: ["VERIFIER", "ADDRESS", "CONNECTED SINCE", "CONFIRMED"],
            rows: confirmations.map { confirmation in
                [
                    SafeText.printable(confirmation.name ?? "-"),
                    SafeText.printable(confirmation.address.isEmpty ? "-" : confirmation.address),
                    MomentText.readable(confirmation.connectedAt),
                    state(confirmation, now: now),
                ]
            }
        )
    }

    private static func state(_ confirmation: KeyConfirmation, now: Timestamp) -> String {
        switch confirmation.state {
        case .confirmed: "after \(confirmation.millisecondsToConfirm ?? 0) ms"
        case .connectedAfterwards: "came after the revocation"
        case .waiting: "not yet"
        case .gone:
            "not yet; gone since "
                + (confirmation.disconnectedAt.map { MomentText.relative($0.seconds, to: now.seconds) } ?? "now")
        }
    }

    /// One sentence: whether all subscribers have confirmed that they reject the key.
    static func summary(_ confirmations: [KeyConfirmation]) -> String {
        let concerned = confirmations.filter { $0.state != .connectedAfterwards }
        guard !concerned.isEmpty else { return "No verifier was connected when the key was revoked." }
        let confirmed = concerned.count { $0.state == .confirmed }
        let gone = concerned.count { $0.state == .gone }
        let slowest = concerned.compactMap(\.millisecondsToConfirm).max()
        var text =
            confirmed == concerned.count
            ? "All of \(concerned.count) verifiers have confirmed"
            : "\(confirmed) of \(concerned.count) verifiers have confirmed"
        if concerned.count == 1 {
            text = confirmed == 1 ? "The one verifier has confirmed" : "The one verifier has not confirmed"
        }
        if let slowest { text += ", the slowest after \(slowest) ms" }
        text += "."
        if gone > 0 {
            text +=
                " \(gone) disconnected before and will get the event when \(gone == 1 ? "it comes" : "they come") back."
        }
        return text
    }
}
