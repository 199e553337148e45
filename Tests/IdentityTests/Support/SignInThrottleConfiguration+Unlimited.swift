@testable import Identity

extension SignInThrottleConfiguration {
    /// For tests whose subject is something else.
    static var unlimited: SignInThrottleConfiguration {
        let rule = ThrottleRule(burst: 1_000_000, every: .milliseconds(1))
        return SignInThrottleConfiguration(
            address: rule,
            identifierAndAddress: rule,
            identifier: rule,
            registration: rule
        )
    }
}
