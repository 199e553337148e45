// Wiring: makes the rooms' own values from the settings, opens the database and puts the rooms together.

import Identity
import TesseraJOSE
import TesseraOAuth

extension IdentityConfiguration {
    /// The rules' configuration that the settings say.
    ///
    /// - Throws: `IdentityError` or an error of a module for values that conflict; the settings reject them first.
    init(_ settings: Settings) throws {
        let (tokens, accounts, keys) = (settings.tokens, settings.accounts, settings.signingKeys)
        try self.init(issuer: tokens.issuer, audience: tokens.audience)
        scope = try Scope(tokens.scopes)
        accessTokenLifetime = tokens.accessTokenLifetime
        sessionIdleLifetime = tokens.sessionIdleLifetime
        sessionAbsoluteLifetime = tokens.sessionAbsoluteLifetime
        refreshGraceWindow = tokens.refreshGraceWindow
        refreshPolicy = RefreshPolicy(tokens.refreshPolicy)
        isRegistrationOpen = accounts.isRegistrationOpen
        passwordPolicy = PasswordPolicy(minimumLength: accounts.minimumPasswordLength)
        passwordHashing = try Argon2idParameters(memoryKiB: accounts.hashingMemoryKiB, passes: accounts.hashingPasses)
        hashingAdmission = AdmissionConfiguration(
            concurrency: accounts.hashingConcurrency,
            maximumWaiting: accounts.hashingMaximumWaiting,
            maximumWait: accounts.hashingMaximumWait
        )
        signInThrottle = SignInThrottleConfiguration(
            address: ThrottleRule(settings.throttling.address),
            identifierAndAddress: ThrottleRule(settings.throttling.accountAndAddress),
            identifier: ThrottleRule(settings.throttling.account),
            registration: ThrottleRule(accounts.registrationRate)
        )
        signingAlgorithm = SignatureAlgorithm(keys.algorithm)
        signingKeyRotationInterval = keys.rotationInterval
        signingKeyPublishAhead = keys.publishAhead
        statusListTimeToLive = settings.status.listTimeToLive
        endedSessionRetention = settings.retention.endedSessions
        auditRetention = settings.retention.audit
    }
}

extension ThrottleRule {
    fileprivate init(_ rate: AttemptRate) {
        self.init(burst: rate.burst, every: rate.interval)
    }
}

extension RefreshPolicy {
    fileprivate init(_ name: RefreshPolicyName) {
        self =
            switch name {
            case .grace: .grace
            case .strict: .strict
            case .observe: .observe
            }
    }
}

extension SignatureAlgorithm {
    fileprivate init(_ name: SigningAlgorithmName) {
        self =
            switch name {
            case .es256: .es256
            case .es384: .es384
            case .es512: .es512
            case .edDSA: .eddsa
            case .rs256: .rs256
            case .rs384: .rs384
            case .rs512: .rs512
            case .ps256: .ps256
            case .ps384: .ps384
            case .ps512: .ps512
            }
    }
}
