import Foundation

/// Who may register, and what a password must be and costs.
struct AccountSettings: Sendable {
    let isRegistrationOpen: Bool
    let registrationRate: AttemptRate
    let minimumPasswordLength: Int
    let hashingMemoryKiB: Int
    let hashingPasses: Int
    let hashingConcurrency: Int
    let hashingMaximumWaiting: Int
    let hashingMaximumWait: Duration

    /// The least memory times passes of the OWASP Password Storage Cheat Sheet (m = 7168 KiB, t = 5).
    private static let leastWork = 7168 * 5

    init(_ reader: inout SettingsReader) {
        typealias Table = SettingCatalogue.Accounts
        isRegistrationOpen = reader.value(of: Table.registrationOpen)
        registrationRate = AttemptRate(&reader, burst: Table.registrationBurst, interval: Table.registrationInterval)
        minimumPasswordLength = reader.value(of: Table.minimumLength)
        hashingMemoryKiB = reader.value(of: Table.memory)
        hashingPasses = reader.value(of: Table.passes)
        let cores = max(1, ProcessInfo.processInfo.activeProcessorCount)
        hashingConcurrency = reader.value(of: Table.concurrency, unlessSet: cores)
        hashingMaximumWaiting = reader.value(of: Table.maximumWaiting)
        hashingMaximumWait = reader.value(of: Table.maximumWait)
        if hashingMemoryKiB * hashingPasses < Self.leastWork {
            let needed = (Self.leastWork + hashingMemoryKiB - 1) / hashingMemoryKiB
            reader.refuse(
                "password.hashing.memory-kib \(hashingMemoryKiB) with \(hashingPasses) pass(es) is easier to crack than the OWASP "
                    + "minimum: set password.hashing.passes to \(needed) or more, or use more memory."
            )
        }
    }
}
