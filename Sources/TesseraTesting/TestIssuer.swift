public import TesseraJOSE
public import TesseraVerifier

/// An issuer in memory: a signing key, the access tokens that it makes, and a verifier that accepts them.
///
/// ```swift
/// let issuer = try TestIssuer(audience: "https://api.example.com")
/// let api = NotesAPI(verifier: try issuer.verifier())
/// let token = try issuer.token(subject: "ada", scope: "notes:read")
/// ```
///
/// A token is good unless the test spoils it, in one place at a time: `issuer.token(expiresIn: .seconds(-1))`,
/// `issuer.token { $0["aud"] = "https://elsewhere.example" }`, or that of a second `TestIssuer`, which has another key.
public struct TestIssuer: Sendable {
    /// Its name unless a test gives another.
    public static let standardName = "https://login.example.com"
    /// Whom its tokens are for unless a test says otherwise.
    public static let standardAudience = "https://api.example.com"

    /// The issuer's identifier: the claim `iss` (RFC 9068 §2.2).
    public let name: String
    /// Whom its tokens are for: the claim `aud` (RFC 9068 §2.2).
    public let audience: String
    /// What signs its tokens.
    public let key: SigningKey
    /// What its tokens and its verifiers go by.
    public let clock: ManualClock

    /// An issuer with a new key.
    ///
    /// - Parameters:
    ///   - algorithm: What it signs with.
    ///   - keyID: The key's name; its thumbprint (RFC 7638) unless given.
    ///   - name: The issuer's identifier.
    ///   - audience: Whom its tokens are for.
    ///   - clock: What its tokens and its verifiers go by.
    /// - Throws: `JOSEError` when no such key can be made.
    public init(
        _ algorithm: SignatureAlgorithm = .es256,
        keyID: String? = nil,
        name: String = TestIssuer.standardName,
        audience: String = TestIssuer.standardAudience,
        clock: ManualClock = ManualClock()
    ) throws(JOSEError) {
        key = try SigningKey.generate(algorithm, keyID: keyID)
        self.name = name
        self.audience = audience
        self.clock = clock
    }

    /// Makes an access token (RFC 9068 §2), which a ``verifier(keys:status:whenStatusUnavailable:algorithms:clients:leeway:proofs:policies:)``
    /// of this issuer accepts unless something is changed.
    ///
    /// - Parameters:
    ///   - subject: Whom it is about: `sub`.
    ///   - scope: What it may be used for: `scope`, words with single spaces (RFC 6749 §3.3); left out unless given.
    ///   - roles: What the account is: `roles`.
    ///   - permissions: What the account may do: `permissions`; left out when empty.
    ///   - lifetime: When it expires, from now: `exp`. Negative for a token that has expired.
    ///   - thumbprint: The key that it is bound to: `cnf.jkt` (RFC 9449 §6.1), such as ``ProofKey/thumbprint``.
    ///   - authenticatedAt: When the person last proved who they are, in seconds since 1970: `auth_time` (RFC 9068 §2.2.1); left
    ///     out unless given.
    ///   - statusIndex: Its place in the issuer's first status list: `status.status_list.idx`; no `status` unless given.
    ///   - type: The header's `typ`.
    ///   - change: Changes the claims before they are signed.
    /// - Returns: The token in compact serialization.
    /// - Throws: `JOSEError` when the key cannot sign.
    public func token(
        subject: String = "account-1",
        scope: String? = nil,
        roles: [String] = [],
        permissions: [String] = [],
        expiresIn lifetime: Duration = .seconds(300),
        boundTo thumbprint: String? = nil,
        authenticatedAt: Int64? = nil,
        statusIndex: Int64? = nil,
        type: String? = "at+jwt",
        _ change: (inout JSONObject) -> Void = { _ in }
    ) throws(JOSEError) -> String {
        let now = clock.seconds
        var claims: JSONObject = [
            "iss": .string(name), "sub": .string(subject), "aud": [.string(audience)], "client_id": "web",
            "jti": "token-1", "iat": .integer(now), "exp": .integer(now + lifetime.components.seconds),
            "roles": .array(roles.map(JSONValue.string)),
        ]
        claims["scope"] = scope.map(JSONValue.string)
        if !permissions.isEmpty { claims["permissions"] = .array(permissions.map(JSONValue.string)) }
        if let thumbprint { claims["cnf"] = ["jkt": .string(thumbprint)] }
        claims["auth_time"] = authenticatedAt.map(JSONValue.integer)
        if let statusIndex {
            claims["status"] = [
                "status_list": ["idx": .integer(statusIndex), "uri": .string(name + "/status/lists/0")]
            ]
        }
        change(&claims)
        return try sign(claims, type: type)
    }

    /// Signs any claims at all.
    ///
    /// - Parameters:
    ///   - claims: The payload.
    ///   - type: The header's `typ`; none when nil.
    /// - Returns: The token in compact serialization.
    /// - Throws: `JOSEError` when the key cannot sign.
    public func sign(_ claims: JSONObject, type: String? = "at+jwt") throws(JOSEError) -> String {
        try key.sign(JSONValue.object(claims).serialized(), type: type)
    }

    /// The key set as the issuer would publish it (RFC 7517 §5); empty for a symmetric key.
    public var publishedKeys: JSONWebKeySet { JSONWebKeySet([key.publicKey].compactMap(\.self)) }

    /// The published keys, ready to verify with.
    ///
    /// - Parameter algorithms: The accepted algorithms.
    /// - Returns: The keys.
    /// - Throws: `JOSEError` when none of them can be used.
    public func keySet(
        _ algorithms: Set<SignatureAlgorithm> = AccessTokenVerifier.standardAlgorithms
    ) throws(JOSEError) -> VerificationKeySet {
        try VerificationKeySet(publishedKeys, algorithms: algorithms)
    }

    /// A verifier of this issuer's tokens, for the API under test.
    ///
    /// - Parameters:
    ///   - keys: Where the keys come from: the issuer's own, unless a test gives such as ``UnavailableKeySet``.
    ///   - status: Where the tokens' statuses come from, such as ``FixedStatus``; nil looks none up.
    ///   - whenStatusUnavailable: What happens while a token's status cannot be had.
    ///   - algorithms: The accepted algorithms.
    ///   - clients: The clients whose tokens are accepted; nil accepts any client's.
    ///   - leeway: For how long a token is accepted after its `exp`, in seconds.
    ///   - proofs: How the proofs of tokens that are bound to a key are checked (RFC 9449).
    ///   - policies: The application's own policies.
    /// - Returns: The verifier, which goes by ``clock``.
    /// - Throws: `JOSEError` when the issuer's key can not be used to verify.
    public func verifier(
        keys: (any KeySetSource)? = nil,
        status: (any StatusSource)? = nil,
        whenStatusUnavailable: UnavailableStatusChoice = .refuse,
        algorithms: Set<SignatureAlgorithm> = AccessTokenVerifier.standardAlgorithms,
        clients: Set<String>? = nil,
        leeway: Int = 0,
        proofs: DPoPPolicy = .standard,
        policies: [any VerificationPolicy] = []
    ) throws(JOSEError) -> AccessTokenVerifier {
        let source: any KeySetSource
        if let keys { source = keys } else { source = StaticKeySet(try keySet()) }
        return AccessTokenVerifier(
            issuer: name,
            audience: audience,
            keys: source,
            status: status,
            whenStatusUnavailable: whenStatusUnavailable,
            algorithms: algorithms,
            clients: clients,
            leeway: leeway,
            proofs: proofs,
            policies: policies,
            now: clock.now
        )
    }
}
