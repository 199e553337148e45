internal import Crypto

/// Limits attempts to sign in and to register, before any password is hashed.
///
/// What this owns: which buckets an attempt draws on and what they are called. What it never does: lock an account. An
/// attacker who hammers an account from elsewhere doesn't hinder its owner at the places that the account is known
/// from. At a new place it hinders him only with new networks, one for each interval: those that have failed at the account
/// within a day draw on a bucket of their own. All buckets hang on the identifier *as typed*, whether or not such an
/// account exists, so the answers tell nothing about that.
///
/// The state is in the database, so it survives restarts and holds for all nodes together. Neither identifiers nor
/// addresses can be read there: the keys are truncated MACs under a secret.
struct SignInThrottle: Sendable {
    let configuration: SignInThrottleConfiguration
    private let secret: SymmetricKey

    /// - Parameters:
    ///   - configuration: The limits.
    ///   - secret: At least 32 bytes that only this installation knows, derived for this purpose.
    init(configuration: SignInThrottleConfiguration, secret: [UInt8]) {
        self.configuration = configuration
        self.secret = SymmetricKey(data: secret)
    }

    /// A bucket in the database with its rule.
    struct Bucket: Sendable, Hashable {
        let key: [UInt8]
        let rule: ThrottleRule
    }

    /// An attempt to sign in, or to prove within a session that one knows the password, and the buckets that it draws on.
    struct Attempt: Sendable, Hashable {
        let address: Bucket
        /// What slows the guesser: the identifier on this network, or the session.
        let identifierAndAddress: Bucket
        /// What bounds all guesses at an account: the identifier on unfamiliar networks, or the account's sessions together.
        let identifier: Bucket
        /// What networks draw on that have not failed at the identifier for a day, in place of ``identifier``; nil within a session.
        let newcomer: Newcomer?
        /// Where it is kept that this network is familiar; nil for attempts within a session, which hang on no network.
        let familiar: FamiliarPlace?
    }

    /// The share of networks that are new to an identifier.
    struct Newcomer: Sendable, Hashable {
        /// All of them together.
        let bucket: Bucket
        /// Used up by the first attempt from this network, for a day: it is new no more.
        let mark: Bucket
    }

    /// A network from which an identifier may be known.
    struct FamiliarPlace: Sendable, Hashable {
        let account: [UInt8]
        let network: [UInt8]
        /// How long it stays familiar, in milliseconds.
        let lifetime: Int64
    }

    /// The buckets of a sign-in.
    ///
    /// - Parameters:
    ///   - identifier: User name or e-mail address as typed.
    ///   - address: The client's IP address.
    /// - Returns: The attempt, for ``/Persistence/Transaction``'s verbs.
    func attempt(identifier: String, address: String) -> Attempt {
        let identifier = Self.normalised(identifier)
        let network = ClientNetwork(address).text
        return Attempt(
            address: Bucket(key: key("address", network), rule: configuration.address),
            identifierAndAddress: Bucket(
                key: key("identifier and address", identifier, network),
                rule: configuration.identifierAndAddress
            ),
            identifier: Bucket(key: key("identifier", identifier), rule: configuration.identifier),
            newcomer: Newcomer(
                bucket: Bucket(key: key("newcomers to identifier", identifier), rule: configuration.identifier),
                mark: Bucket(
                    key: key("not new to identifier", identifier, ClientNetwork(address).site),
                    rule: ThrottleRule(burst: 1, every: .seconds(86_400))
                )
            ),
            familiar: FamiliarPlace(
                account: key("familiar account", identifier),
                network: key("familiar network", network),
                lifetime: configuration.familiarityMilliseconds
            )
        )
    }

    /// The buckets of an attempt to prove within a session that one knows the account's password.
    ///
    /// A thief with the session's token guesses in the session's own bucket, whatever the network, and so does not slow the other
    /// sessions. The account's bucket bounds the guesses of all its sessions together: it outlasts the bursts of six sessions,
    /// and is refilled as fast as three can empty it.
    ///
    /// - Parameters:
    ///   - account: The account.
    ///   - session: The session in which the password is asked for.
    ///   - address: The client's IP address.
    /// - Returns: The attempt, for ``/Persistence/Transaction``'s verbs.
    func attempt(account: AccountID, session: SessionID, address: String) -> Attempt {
        let own = configuration.identifierAndAddress
        return Attempt(
            address: Bucket(key: key("address", ClientNetwork(address).text), rule: configuration.address),
            identifierAndAddress: Bucket(key: key("session", session.description), rule: own),
            identifier: Bucket(
                key: key("sessions of account", account.description),
                rule: ThrottleRule(burst: own.burst * 6, every: .milliseconds(own.intervalMilliseconds / 3))
            ),
            newcomer: nil,
            familiar: nil
        )
    }

    /// The bucket of a registration.
    ///
    /// - Parameter address: The client's IP address.
    /// - Returns: The bucket that it draws on.
    func registration(address: String) -> Bucket {
        Bucket(key: key("registration", ClientNetwork(address).text), rule: configuration.registration)
    }

    /// The one form of an identifier, whichever way it is typed and whether or not it is a possible one.
    static func normalised(_ identifier: String) -> String {
        if let name = try? UserName(identifier) { return name.key }
        if let email = try? EmailAddress(identifier) { return email.key }
        // Not a possible identifier, so all that matters is that the work is bounded.
        return CaselessText.fold(IdentifierCharacters.trimmed(String(identifier.unicodeScalars.prefix(256))))
    }

    /// 16 bytes of HMAC-SHA-256 over the purpose and the values, each with its length in front.
    private func key(_ parts: String...) -> [UInt8] {
        var mac = HMAC<SHA256>(key: secret)
        for part in parts {
            let length = UInt32(truncatingIfNeeded: part.utf8.count)
            mac.update(data: (0..<4).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) })
            mac.update(data: Array(part.utf8))
        }
        return Array(mac.finalize().prefix(16))
    }
}
