/// An immutable set of keys that verify, each by exactly one algorithm.
///
/// The token only names a key; which algorithm that key verifies by was decided when the set was made (RFC 8725 §3.1).
/// There is no default key.
public struct VerificationKeySet: Sendable {
    /// A key that isn't used.
    public struct OmittedKey: Sendable, Equatable {
        /// Its `kid`, where it has one.
        public let keyID: String?
        /// Why.
        public let reason: JOSEError
    }

    struct Entry: Sendable {
        let keyID: String?
        let verifier: SignatureVerifier
        let headers: [PreparedHeaders.Entry]
        let fingerprint: KeyFingerprint
    }

    /// The keys that were left out, with the reasons.
    public let omittedKeys: [OmittedKey]
    /// The longest token accepted, in bytes.
    public let maximumTokenBytes: Int

    /// Whether the only key verifies whatever `kid` a token names.
    let ignoresKeyIDs: Bool
    let entries: [Entry]
    let allowed: Set<SignatureAlgorithm>

    /// Takes the keys that may verify.
    ///
    /// Left out, with a reason in ``omittedKeys``, are keys whose algorithm isn't allowed, whose `use` isn't `sig`,
    /// whose `key_ops` lack `verify`, that are too short, or that have no `alg` and fit several allowed algorithms.
    /// - Parameters:
    ///   - set: The keys. Private keys serve with their public part.
    ///   - algorithms: The algorithms that the caller allows.
    ///   - maximumTokenBytes: The longest token accepted, in bytes.
    ///   - ignoringKeyIDs: Whether the only key verifies whatever `kid` a token names: for one key without ID that was
    ///     handed over by itself. Means nothing when the set holds several.
    /// - Throws: ``JOSEError/Code/invalidKey`` when two usable keys have the same ID, or when secret and public keys
    ///   are mixed.
    public init(
        _ set: JSONWebKeySet,
        algorithms: Set<SignatureAlgorithm>,
        maximumTokenBytes: Int = 65536,
        ignoringKeyIDs: Bool = false
    ) throws(JOSEError) {
        var entries: [Entry] = []
        var omitted = set.skippedKeys.map { OmittedKey(keyID: $0.keyID, reason: $0.reason) }
        for key in set.keys {
            do {
                entries.append(try Entry(key, algorithms, preparesHeaders: entries.count < 64))
            } catch {
                omitted.append(OmittedKey(keyID: key.keyID, reason: error))
            }
        }
        let ids = entries.compactMap { $0.keyID.map { Array($0.utf8) } }
        guard Set(ids).count == ids.count else {
            throw JOSEError(.invalidKey, "Two keys of the set have the same ID.")
        }
        guard Set(entries.map(\.verifier.algorithm.isSymmetric)).count <= 1 else {
            throw JOSEError(.invalidKey, "The set mixes secret and public keys; verify them by sets of their own.")
        }
        self.entries = entries
        allowed = algorithms
        omittedKeys = omitted
        self.maximumTokenBytes = maximumTokenBytes
        ignoresKeyIDs = ignoringKeyIDs
    }

    /// A set with some of another's keys.
    init(_ set: VerificationKeySet, entries: [Entry]) {
        self.entries = entries
        allowed = set.allowed
        omittedKeys = set.omittedKeys
        maximumTokenBytes = set.maximumTokenBytes
        ignoresKeyIDs = set.ignoresKeyIDs
    }

    /// The IDs of the keys that verify, in order.
    public var keyIDs: [String] { entries.compactMap(\.keyID) }

    /// Whether a key of that ID verifies.
    /// - Parameter keyID: The ID, compared byte by byte.
    /// - Returns: `true` when there is one.
    public func contains(keyID: String) -> Bool {
        entries.contains { $0.keyID?.isIdentical(to: keyID) ?? false }
    }
}

extension VerificationKeySet.Entry {
    init(
        _ key: JSONWebKey,
        _ allowed: Set<SignatureAlgorithm>,
        preparesHeaders: Bool
    ) throws(JOSEError) {
        guard key.allows("verify") else {
            throw JOSEError(.invalidKey, "The key's \"use\" or \"key_ops\" doesn't allow verifying.")
        }
        let algorithm = try key.soleAlgorithm(among: allowed)
        keyID = key.keyID
        verifier = try SignatureVerifier(key.material, algorithm)
        headers =
            preparesHeaders ? key.keyID.map { PreparedHeaders(algorithm: algorithm, keyID: $0).entries } ?? [] : []
        fingerprint = KeyFingerprint(key, algorithm)
    }
}
