// TesseraVerifier owns the verification of access tokens in a resource server: where the issuer's keys and the tokens'
// statuses come from, how long they are trusted, and the rules of RFC 9068 §4 by which a token is accepted or refused.
// It knows no web framework, never issues a token, never reads a claim before its signature is verified, never follows
// an address or takes a key that stands in a token's header, and never puts a token into an error, a log or a
// description.

public import TesseraJOSE
import TesseraOAuth

/// Verifies JWT access tokens (RFC 9068 §4) of one issuer for one resource server.
///
/// ```swift
/// let issuer = "https://login.example.com"
/// let keys = try RemoteKeySet(issuer: issuer)
/// let verifier = AccessTokenVerifier(issuer: issuer, audience: "https://api.example.com", keys: keys)
/// let accessToken = try await verifier.verify(token)
/// ```
///
/// First comes the signature, by a key of the issuer that the token's `kid` names; nothing of the payload is read
/// before. Then every policy is asked in order: `AlgorithmPolicy`, `TypePolicy`, `RequiredClaimsPolicy`,
/// `IssuerPolicy`, `AudiencePolicy`, `ClientPolicy`, `TimePolicy`, `BindingPolicy` (with the proof of a bound token's
/// key), the application's own, and at last the token's status. The first refusal stands.
///
/// A verifier is a value: share it freely.
public struct AccessTokenVerifier: Sendable {
    /// The longest token that is looked at, in bytes.
    public static let maximumTokenBytes = 16_384

    /// The algorithms that are accepted unless said otherwise: asymmetric ones only, so that no one who can verify a
    /// token can also make one.
    public static let standardAlgorithms: Set<SignatureAlgorithm> = [.es256, .eddsa, .rs256, .ps256]

    /// The one accepted issuer, compared character by character (RFC 9068 §4).
    public let issuer: String
    /// This resource server's identifier, which `aud` must contain (RFC 9068 §4).
    public let audience: String
    /// The accepted signature algorithms.
    public let algorithms: Set<SignatureAlgorithm>
    /// For how long a token is accepted after its `exp`, in seconds.
    public let leeway: Int
    /// The clients whose tokens are accepted; `nil` when any client's are.
    public let clients: Set<String>?

    /// Checks the proofs of tokens that are bound to a key.
    public let proofs: DPoPVerifier

    /// What depends on the token alone, and so is asked once.
    let lastingPolicies: [any VerificationPolicy]
    /// What depends on the moment, and so is asked for every repetition, too.
    let timePolicy: TimePolicy
    /// The application's own, which may depend on the moment.
    let ownPolicies: [any VerificationPolicy]
    let keys: any KeySetSource
    let statusSource: (any StatusSource)?
    let statusPolicy: StatusPolicy
    let cache: VerifiedTokenCache?
    let now: @Sendable () -> Int64

    /// Makes a verifier.
    /// - Parameters:
    ///   - issuer: The issuer's identifier, exactly as it stands in `iss`.
    ///   - audience: This resource server's identifier, one of the values of `aud`.
    ///   - keys: Where the issuer's keys come from.
    ///   - status: Where the tokens' statuses come from; `nil` accepts a token until its `exp`. A token without
    ///     `status` has none to look up: demand the claim by `RequiredClaimsPolicy(["status"])`.
    ///   - whenStatusUnavailable: What happens while a token's status can't be had, or is too old.
    ///   - algorithms: The accepted signature algorithms.
    ///   - clients: The clients whose tokens are accepted; `nil` accepts any client's.
    ///   - leeway: For how long a token is accepted after its `exp`, in seconds; a negative value counts as 0. `nbf` and `iat` may
    ///     lie ``TimePolicy/standardLead`` seconds ahead, or as far as this where it is more.
    ///   - proofs: How the proofs of tokens that are bound to a key are checked (RFC 9449).
    ///   - policies: The application's own policies, asked in order after the standard ones.
    ///   - cache: How many verified tokens are remembered, so that a repeated one costs no signature check.
    ///   - now: The current time in seconds since 1970-01-01T00:00:00Z.
    public init(
        issuer: String,
        audience: String,
        keys: any KeySetSource,
        status: (any StatusSource)? = nil,
        whenStatusUnavailable: UnavailableStatusChoice = .refuse,
        algorithms: Set<SignatureAlgorithm> = AccessTokenVerifier.standardAlgorithms,
        clients: Set<String>? = nil,
        leeway: Int = 0,
        proofs: DPoPPolicy = .standard,
        policies: [any VerificationPolicy] = [],
        cache: TokenCachePolicy = .standard,
        now: @escaping @Sendable () -> Int64 = { SystemTime.seconds() }
    ) {
        self.issuer = issuer
        self.audience = audience
        self.keys = keys
        self.algorithms = algorithms
        self.clients = clients
        self.leeway = max(0, leeway)
        self.now = now
        let client: [any VerificationPolicy] = clients.map { [ClientPolicy($0)] } ?? []
        lastingPolicies =
            [
                AlgorithmPolicy(algorithms), TypePolicy(), RequiredClaimsPolicy.accessToken, IssuerPolicy(issuer),
                AudiencePolicy(audience),
            ] + client
        timePolicy = TimePolicy(leeway: leeway)
        ownPolicies = policies
        self.proofs = DPoPVerifier(proofs, leeway: leeway, now: now)
        statusSource = status
        statusPolicy = StatusPolicy(whenUnavailable: whenStatusUnavailable)
        // A cache of its own, since what one verifier accepts another may have to refuse.
        self.cache = VerifiedTokenCache(cache)
    }

    /// Verifies a token that was presented as a bearer token, with the keys of the verifier's source.
    ///
    /// When the token names a key that the set lacks, the source is asked once whether the issuer has a newer set; a
    /// token that would be refused anyway for its `alg` or `typ` does not cause that. When the token's status isn't at
    /// hand, the status source is asked, for a token that every other policy accepts.
    /// - Parameter token: The token in compact serialization, as the request carried it.
    /// - Returns: What the token says.
    /// - Throws: `VerificationError` that names the broken rule; `CancellationError` when the task was cancelled.
    public func verify(_ token: String) async throws -> AccessToken {
        try await verify(token, .bearer)
    }

    /// Verifies a token as a request presents it: as a bearer token (RFC 6750), or with a proof of the key to which it is
    /// bound (RFC 9449 §7.1).
    ///
    /// Which of them it must be, the token says. The proof is checked each time, also when the token is remembered; it
    /// is used up once everything else is right.
    /// - Parameter presented: The token, the scheme and the proof.
    /// - Returns: What the token says.
    /// - Throws: As ``verify(_:)-(String)``, and for the rules `binding` and `proof`.
    public func verify(_ presented: PresentedAccessToken) async throws -> AccessToken {
        switch presented.type {
        case .bearer: try await verify(presented.token, .bearer)
        case .dpop: try await verify(presented.token, .proven(presented.proof))
        }
    }

    /// Verifies a token that is not presented as credentials, bound to a key or not: for a server that is asked what it says
    /// (RFC 7662), or whether it may be ended (RFC 7009).
    /// - Parameter token: The token in compact serialization.
    /// - Returns: What the token says; that the right one holds it is not known.
    /// - Throws: As ``verify(_:)-(String)``.
    package func verifyUnpresented(_ token: String) async throws -> AccessToken {
        try await verify(token, .asked)
    }

    private func verify(_ token: String, _ presentation: Presentation) async throws -> AccessToken {
        guard token.utf8.count <= Self.maximumTokenBytes else { throw VerificationError(rule: .tooLarge) }
        let keySet = try await knownKeys()
        let digest = cache?.digest(of: token)
        let accepted: AcceptedToken
        let isRepeated: Bool
        if let digest, let repeated = cache?.token(for: digest, keys: keySet) {
            try requireTimes(repeated.verified, at: now())
            (accepted, isRepeated) = (repeated, true)
        } else {
            (accepted, isRepeated) = (try await self.accepted(token, with: keySet), false)
        }
        let proof = try require(presentation, of: accepted.verified, digest ?? TokenDigest(token))
        try await requireStatus(accepted.status)
        try use(proof)
        if let digest, !isRepeated { cache?.insert(accepted, for: digest, at: now()) }
        return accepted.accessToken
    }

    /// Verifies a bearer token with a set of keys that is at hand, without waiting for anything.
    ///
    /// The token's status counts as far as the status source has it in memory.
    /// - Parameters:
    ///   - token: The token in compact serialization.
    ///   - keySet: The issuer's keys.
    /// - Returns: What the token says.
    /// - Throws: `VerificationError` that names the broken rule.
    public func verify(_ token: String, with keySet: VerificationKeySet) throws(VerificationError) -> AccessToken {
        let accepted = try accepted(token, by: keySet)
        _ = try require(.bearer, of: accepted.verified, TokenDigest(token))
        if let statusSource, let reference = accepted.status,
            let refusal = statusPolicy.refusal(for: statusSource.status(of: reference))
        {
            throw refusal
        }
        return accepted.accessToken
    }
}
