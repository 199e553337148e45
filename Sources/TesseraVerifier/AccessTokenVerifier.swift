// TesseraVerifier owns the verification of access tokens in a resource server: where the issuer's keys come from, how
// long they are trusted, and the rules of RFC 9068 §4 by which a token is accepted or refused. It knows no web
// framework, never issues a token, never reads a claim before its signature is verified, and never puts a token into
// an error, a log or a description.

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
/// A verifier is an immutable value: share it freely.
public struct AccessTokenVerifier: Sendable {
    /// The longest token that is looked at, in bytes.
    public static let maximumTokenBytes = 16_384

    /// The algorithms that are accepted unless said otherwise: asymmetric ones only, so that nobody who can verify a
    /// token can also make one.
    public static let standardAlgorithms: Set<SignatureAlgorithm> = [.es256, .eddsa, .rs256, .ps256]

    /// The one accepted issuer, compared character by character (RFC 9068 §4).
    public let issuer: String
    /// This resource server's identifier, which `aud` must contain (RFC 9068 §4).
    public let audience: String
    /// The accepted signature algorithms.
    public let algorithms: Set<SignatureAlgorithm>
    /// How far the issuer's clock and this one may differ, in seconds.
    public let leeway: Int
    /// The clients whose tokens are accepted; `nil` when any client's are.
    public let clients: Set<String>?

    let keys: any KeySetSource
    let now: @Sendable () -> Int64

    /// Makes a verifier.
    /// - Parameters:
    ///   - issuer: The issuer's identifier, exactly as it stands in `iss`.
    ///   - audience: This resource server's identifier, one of the values of `aud`.
    ///   - keys: Where the issuer's keys come from.
    ///   - algorithms: The accepted signature algorithms.
    ///   - clients: The clients whose tokens are accepted; `nil` accepts any client's.
    ///   - leeway: How far the clocks may differ, in seconds; a negative value counts as 0.
    ///   - now: The current time in seconds since 1970-01-01T00:00:00Z.
    public init(
        issuer: String,
        audience: String,
        keys: any KeySetSource,
        algorithms: Set<SignatureAlgorithm> = AccessTokenVerifier.standardAlgorithms,
        clients: Set<String>? = nil,
        leeway: Int = 30,
        now: @escaping @Sendable () -> Int64 = { SystemTime.seconds() }
    ) {
        self.issuer = issuer
        self.audience = audience
        self.keys = keys
        self.algorithms = algorithms
        self.clients = clients
        self.leeway = max(0, leeway)
        self.now = now
    }

    /// Verifies a token with the keys of the verifier's source.
    ///
    /// When the token names a key that the set lacks, the source is asked once whether the issuer has a newer set; a
    /// token that would be refused anyway for its `alg` or `typ` does not cause that.
    /// - Parameter token: The token in compact serialization, as the request carried it.
    /// - Returns: What the token says.
    /// - Throws: `VerificationError` that names the broken rule; `CancellationError` when the task was cancelled.
    public func verify(_ token: String) async throws -> AccessToken {
        let refusal: VerificationError
        do {
            return try verify(token, with: await knownKeys())
        } catch let error as VerificationError where error.rule == .unknownKey {
            refusal = error
        }
        guard let keyID = try refetchableKeyID(of: token), let refetched = try await refetchedKeys(for: keyID) else {
            throw refusal
        }
        return try verify(token, with: refetched)
    }

    /// Verifies a token with a set of keys that is at hand, without waiting for anything.
    /// - Parameters:
    ///   - token: The token in compact serialization.
    ///   - keySet: The issuer's keys.
    /// - Returns: What the token says.
    /// - Throws: `VerificationError` that names the broken rule.
    public func verify(_ token: String, with keySet: VerificationKeySet) throws(VerificationError) -> AccessToken {
        guard token.utf8.count <= Self.maximumTokenBytes else { throw VerificationError(rule: .tooLarge) }
        let signed: VerifiedJWS
        do {
            signed = try keySet.verify(token)
        } catch {
            throw VerificationError(error)
        }
        return try accept(signed)
    }

    private func knownKeys() async throws -> VerificationKeySet {
        do {
            return try await keys.keySet()
        } catch {
            throw Self.unavailability(error)
        }
    }

    private func refetchedKeys(for keyID: String) async throws -> VerificationKeySet? {
        do {
            return try await keys.keySet(refetchedFor: keyID)
        } catch {
            throw Self.unavailability(error)
        }
    }

    private static func unavailability(_ error: any Error) -> any Error {
        error is CancellationError ? error : VerificationError(rule: .keysUnavailable)
    }

    /// The key identifier for which a refetch is worth its price, read from a header that nobody has vouched for yet.
    private func refetchableKeyID(of token: String) throws(VerificationError) -> String? {
        guard let encoded = token.split(separator: ".", maxSplits: 1).first,
            let bytes = Base64URL.decode(String(encoded)),
            let header = try? JSONValue(parsing: bytes)
        else { throw VerificationError(rule: .malformed) }
        guard let algorithm = header["alg"]?.string.flatMap(SignatureAlgorithm.init(rawValue:)),
            algorithms.contains(algorithm)
        else { throw VerificationError(rule: .algorithm) }
        try Self.requireAccessTokenType(header["typ"]?.string)
        return header["kid"]?.string
    }
}
