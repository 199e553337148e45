@testable import Identity

/// Somebody who can sign in.
final class SimulatedAccount: @unchecked Sendable {
    /// The password that every account begins with.
    static let firstPassword = "correct horse battery staple 0"

    let name: String
    var id: AccountID?
    /// What the password may be: more than one while it is not known whether a change arrived.
    var passwords = [firstPassword]

    init(name: String) {
        self.name = name
    }

    /// The hash of the first password, by the engine's own function at its least cost.
    static func hashOfFirstPassword() throws -> String {
        let parameters = try Argon2idParameters(memoryKiB: 8, passes: 1)
        let salt = [UInt8](repeating: 1, count: PasswordHash.saltLength)
        let digest = try Argon2.digest(
            Password(firstPassword),
            salt: salt,
            memoryKiB: parameters.memoryKiB,
            passes: parameters.passes,
            length: PasswordHash.digestLength
        )
        return PasswordHash(parameters: parameters, salt: salt, digest: digest).text
    }
}
