extension SettingCatalogue {
    /// Who may register, and what a password must be and costs.
    enum Accounts {
        static let registrationOpen = Setting(
            "registration.open",
            .boolean,
            default: true,
            "Whether visitors may register. If not, an administrator creates accounts.",
            example: "false"
        )
        static let registrationBurst = Setting(
            "registration.burst",
            .integer(1...1_000_000),
            default: 10,
            "How many registrations one network (an IPv4 address, an IPv6 /64) may send at once."
        )
        static let registrationInterval = Setting(
            "registration.interval",
            .duration(.seconds(1)...(.days(1))),
            default: .seconds(30),
            "The time after which one more of them is permitted."
        )
        static let minimumLength = Setting(
            "password.minimum-length",
            .integer(8...128, unit: "characters"),
            default: 15,
            "The minimum length of a new password."
        )
        static let memory = Setting(
            "password.hashing.memory-kib",
            .integer(7168...4_194_304, unit: "KiB"),
            default: 19_456,
            "The memory for hashing one password (Argon2id m)."
        )
        static let passes = Setting(
            "password.hashing.passes",
            .integer(1...1000),
            default: 2,
            "The number of passes over that memory (Argon2id t)."
        )
        static let concurrency = Setting<Int?>(
            "password.hashing.concurrency",
            .integer(1...1024),
            unlessSet: "the number of processor cores",
            "How many passwords are hashed at once. Each takes its memory.",
            example: "2"
        )
        static let maximumWaiting = Setting(
            "password.hashing.maximum-waiting",
            .integer(0...100_000),
            default: 64,
            "How many sign-ins may wait in the hashing queue; the next one is rejected with 503."
        )
        static let maximumWait = Setting(
            "password.hashing.maximum-wait",
            .duration(.seconds(1)...(.minutes(1))),
            default: .seconds(2),
            "How long a sign-in may wait in the hashing queue. It is rejected with 503 at once when the "
                + "predicted wait exceeds half of this value."
        )

        static let all = [
            registrationOpen.definition, registrationBurst.definition, registrationInterval.definition,
            minimumLength.definition, memory.definition, passes.definition,
            concurrency.definition, maximumWaiting.definition, maximumWait.definition,
        ]
    }
}
