import Identity
import TesseraJOSE

/// Signing keys for people and for programs.
enum SigningKeyText {
    /// The key as JSON.
    static func json(_ key: SigningKeyRecord, now: Timestamp) -> JSONValue {
        var object = JSONObject()
        object["id"] = .string(key.id)
        object["algorithm"] = .string(key.algorithm.rawValue)
        object["state"] = .string(key.state(at: now).rawValue)
        object["created_at"] = .string(MomentText.precise(key.createdAt))
        object["activates_at"] = .string(MomentText.precise(key.activatesAt))
        object["retires_at"] = .string(MomentText.precise(key.retiresAt))
        object["expires_at"] = .string(MomentText.precise(key.expiresAt))
        object["revoked_at"] = .optional(key.revokedAt.map(MomentText.precise))
        object["revocation_reason"] = .optional(key.revocationReason)
        return .object(object)
    }

    /// What a rotation did, and by which settings: those of the command, which may not be the server's.
    static func rotation(to key: SigningKeyRecord, by settings: Settings) -> String {
        let used = SettingCatalogue.SigningKeys.settings.compactMap { setting in
            settings.entries.first { $0.key == setting.definition.key }
                .map { "\($0.key) \(SafeText.printable($0.text)) (\($0.origin))" }
        }
        return """
            \(key.id): \(key.algorithm.rawValue), signs from \(MomentText.readable(key.activatesAt)) \
            until \(MomentText.readable(key.retiresAt))
            By this command's settings, which may not be the server's: \(used.joined(separator: ", ")).
            """
    }

    /// Keys as a table.
    static func table(_ keys: [SigningKeyRecord], now: Timestamp) -> String {
        TextLayout.table(
            header: ["ID", "ALGORITHM", "STATE", "SIGNS FROM", "SIGNS UNTIL", "PUBLISHED UNTIL"],
            rows: keys.map { key in
                [
                    key.id,
                    key.algorithm.rawValue,
                    key.state(at: now).rawValue,
                    MomentText.readable(key.activatesAt),
                    MomentText.readable(key.revokedAt ?? key.retiresAt),
                    MomentText.readable(key.revokedAt ?? key.expiresAt),
                ]
            }
        )
    }
}
