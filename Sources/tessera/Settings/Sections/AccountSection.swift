import Identity

/// What hashing a password costs, while only one of the two figures may be known.
struct HashingSettings: Sendable {
    var memoryKiB = Argon2idParameters.standard.memoryKiB
    var passes = Argon2idParameters.standard.passes
}

extension SettingCatalogue {
    /// Who may register, and what a password must be and costs.
    enum Accounts: SettingSection {
        static let title = "Accounts and passwords"

        /// The least memory times passes of the OWASP Password Storage Cheat Sheet (m = 7168 KiB, t = 5).
        private static let leastMemory = 7168
        private static let leastWork = leastMemory * 5

        static let settings: [Setting] = [
            Setting(
                "registration.open",
                .boolean,
                \.rules.isRegistrationOpen,
                "Whether visitors may register. If not, an administrator creates accounts.",
                example: "false"
            ),
            Setting(
                "registration.burst",
                .integer(1...1_000_000),
                \.rules.signInThrottle.registration.attempts,
                "How many registrations one network (an IPv4 address, an IPv6 /64) may send at once."
            ),
            Setting(
                "registration.interval",
                .duration(.seconds(1)...(.days(1))),
                \.rules.signInThrottle.registration.interval,
                "The time after which one more of them is permitted."
            ),
            Setting(
                "password.minimum-length",
                .integer(8...128, unit: "characters"),
                \.rules.passwordPolicy.minimumLength,
                "The minimum length of a new password."
            ),
            Setting(
                "password.hashing.memory-kib",
                .integer(leastMemory...Argon2idParameters.memoryRange.upperBound, unit: "KiB"),
                \.hashing.memoryKiB,
                "The memory for hashing one password (Argon2id m)."
            ),
            Setting(
                "password.hashing.passes",
                .integer(Argon2idParameters.passesRange),
                \.hashing.passes,
                "The number of passes over that memory (Argon2id t)."
            ),
            Setting(
                "password.hashing.concurrency",
                .integer(1...1024),
                \.rules.hashingAdmission.concurrency,
                "How many passwords are hashed at once. Each takes its memory.",
                example: "2",
                unlessSet: "the number of processor cores"
            ),
            Setting(
                "password.hashing.maximum-waiting",
                .integer(0...100_000),
                \.rules.hashingAdmission.maximumWaiting,
                "How many sign-ins may wait in the hashing queue; the next one is rejected with 503."
            ),
            Setting(
                "password.hashing.maximum-wait",
                .duration(.seconds(1)...(.minutes(1))),
                \.rules.hashingAdmission.maximumWait,
                "How long a sign-in may wait in the hashing queue. It is rejected with 503 at once when the "
                    + "predicted wait exceeds half of this value."
            ),
        ]

        static func complete(_ settings: inout Settings, _ reader: inout SettingsReader) {
            let (memory, passes) = (settings.hashing.memoryKiB, settings.hashing.passes)
            if memory * passes < leastWork {
                let needed = (leastWork + memory - 1) / memory
                reader.refuse(
                    "password.hashing.memory-kib \(memory) with \(passes) pass(es) is easier to crack than the OWASP "
                        + "minimum: set password.hashing.passes to \(needed) or more, or use more memory."
                )
            }
            do throws(Argon2idParametersError) {
                settings.rules.passwordHashing = try Argon2idParameters(memoryKiB: memory, passes: passes)
            } catch {
                reader.refuse("password.hashing: \(error.description)")
            }
        }
    }
}
