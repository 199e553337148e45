/// An immutable set of keys that verify, each by exactly one algorithm.
///
/// The token only names a key; which algorithm that key verifies by was decided when the set was made (RFC 8725 §3.1).
/// There is no default key.
public struct VerificationKeySet: Sendable {
    /// A key that isn't used.
    public struct OmittedKey: Sendable, Equatable {
        /// Its `kid`, where it has one.
        public let keyID: String?
        /// Its place in the set: 0 for the first key.
        public let position: Int
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
    /// whose `key_ops` lack `verify`, that are too short, or that have no `alg` and fit several allowed algorithms; an RSA
    /// key without `alg` then verifies by RS256, where that is allowed, for that is what such keys sign by. Two keys may
    /// share an ID when their algorithms differ (RFC 7517 §4.5); when they don't, both are left out.
    /// - Parameters:
    ///   - set: The keys. Private keys serve with their public part.
    ///   - algorithms: The algorithms that the caller allows.
    ///   - maximumTokenBytes: The longest token accepted, in bytes.
    ///   - ignoringKeyIDs: Whether the only key verifies whatever `kid` a token names: for one key without ID that was
    ///     handed over by itself. Means nothing when the set holds several.
    /// - Throws: ``JOSEError/Code/invalidKey`` when secret and public keys are mixed.
    public init(
        _ set: JSONWebKeySet,
        algorithms: Set<SignatureAlgorithm>,
        maximumTokenBytes: Int = 65536,
        ignoringKeyIDs: Bool = false
    ) throws(JOSEError) {
        var entries: [Entry] = []
        var omitted = set.skippedKeys.map { OmittedKey(keyID: $0.keyID, position: $0.position, reason: $0.reason) }
        let ambiguous = Self.ambiguousIDs(set, algorithms)
        for (key, position) in zip(set.keys, set.positions) {
            do throws(JOSEError) {
                let entry = try Entry(key, algorithms, preparesHeaders: entries.count < 64)
                guard !entries.contains(where: { $0.isSame(as: entry) }) else { continue }
                guard !ambiguous.contains(entry.name) else {
                    throw JOSEError(.invalidKey, "Another key of the set has the same ID and algorithm.")
                }
                entries.append(entry)
            } catch {
                omitted.append(OmittedKey(keyID: key.keyID, position: position, reason: error))
            }
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

    /// The names that several different keys of a set have: no token could tell which of them it means.
    private static func ambiguousIDs(
        _ set: JSONWebKeySet,
        _ algorithms: Set<SignatureAlgorithm>
    ) -> Set<Entry.Name> {
        var fingerprints: [Entry.Name: KeyFingerprint] = [:]
        var ambiguous: Set<Entry.Name> = []
        for key in set.keys where key.keyID != nil && key.allows("verify") {
            guard let algorithm = try? key.verifyingAlgorithm(among: algorithms) else { continue }
            let (name, fingerprint) = (Entry.Name(key.keyID, algorithm), KeyFingerprint(key, algorithm))
            if fingerprints.updateValue(fingerprint, forKey: name).map({ $0 != fingerprint }) ?? false {
                ambiguous.insert(name)
            }
        }
        return ambiguous
    }

    /// Whether a key of that ID verifies.
    /// - Parameter keyID: The ID, compared byte by byte.
    /// - Returns: `true` when there is one.
    public func contains(keyID: String) -> Bool {
        entries.contains { $0.keyID?.isIdentical(to: keyID) ?? false }
    }
}

extension JSONWebKey {
    /// The algorithm that the key verifies by: its `alg`, or the only allowed one that fits its type.
    ///
    /// RSA keys without `alg`, as in Microsoft Entra's sets, are made for RS256; they verify by it wherever it is allowed.
    fileprivate func verifyingAlgorithm(among allowed: Set<SignatureAlgorithm>) throws(JOSEError) -> SignatureAlgorithm
    {
        if algorithm == nil, material.type == .rsa, allowed.contains(.rs256) { return .rs256 }
        return try soleAlgorithm(among: allowed)
    }
}

extension VerificationKeySet.Entry {
    /// What a token's header names a key by, compared byte by byte.
    struct Name: Hashable {
        private let keyID: [UInt8]?
        private let algorithm: SignatureAlgorithm

        init(_ keyID: String?, _ algorithm: SignatureAlgorithm) {
            self.keyID = keyID.map { Array($0.utf8) }
            self.algorithm = algorithm
        }
    }

    var name: Name { Name(keyID, verifier.algorithm) }

    /// Whether it is the same key under the same name, listed twice.
    func isSame(as other: Self) -> Bool {
        keyID != nil && fingerprint == other.fingerprint
    }

    init(
        _ key: JSONWebKey,
        _ allowed: Set<SignatureAlgorithm>,
        preparesHeaders: Bool
    ) throws(JOSEError) {
        guard key.allows("verify") else {
            throw JOSEError(.invalidKey, "The key's \"use\" or \"key_ops\" doesn't allow verifying.")
        }
        let algorithm = try key.verifyingAlgorithm(among: allowed)
        keyID = key.keyID
        verifier = try SignatureVerifier(key.material, algorithm)
        headers =
            preparesHeaders ? key.keyID.map { PreparedHeaders(algorithm: algorithm, keyID: $0).entries } ?? [] : []
        fingerprint = KeyFingerprint(key, algorithm)
    }
}
