/// A JWK Set (RFC 7517 §5).
public struct JSONWebKeySet: Sendable, Equatable {
    /// A key of the text that was passed over.
    public struct SkippedKey: Sendable, Equatable {
        /// Its `kid`, where it has one.
        public let keyID: String?
        /// Its place in the text: 0 for the first key.
        public let position: Int
        /// Why it can't be used.
        public let reason: JOSEError
    }

    /// The keys in their order.
    public let keys: [JSONWebKey]
    /// Keys of the text that were passed over, since they can't be used.
    public let skippedKeys: [SkippedKey]

    /// The place of each key of ``keys`` in the text that they were read from.
    let positions: [Int]

    /// Creates a set.
    /// - Parameter keys: The keys in their order.
    public init(_ keys: [JSONWebKey]) {
        self.keys = keys
        skippedKeys = []
        positions = Array(keys.indices)
    }

    /// Whether two sets have the same keys and passed over the same ones.
    public static func == (one: JSONWebKeySet, other: JSONWebKeySet) -> Bool {
        one.keys == other.keys && one.skippedKeys == other.skippedKeys
    }

    /// Reads a set from JSON text.
    ///
    /// A key that can't be used is passed over (RFC 7517 §5) and listed in ``skippedKeys``: one odd key must not take the
    /// other keys of its issuer with it. Only a broken key with a secret member refuses the whole set, since its
    /// publisher shows secrets.
    /// - Parameters:
    ///   - bytes: The text.
    ///   - limits: The bounds that the text must keep.
    /// - Throws: ``JOSEError/Code/invalidKey``.
    public init(parsing bytes: [UInt8], limits: JSONLimits = .standard) throws(JOSEError) {
        let json: JSONValue
        do { json = try JSONValue(parsing: bytes, limits: limits) } catch {
            throw JOSEError(.invalidKey, error.description)
        }
        try self.init(json)
    }

    /// Reads a set from a JSON value, as ``init(parsing:limits:)`` does.
    /// - Parameter json: The set as a JSON object.
    /// - Throws: ``JOSEError/Code/invalidKey``.
    public init(_ json: JSONValue) throws(JOSEError) {
        guard let entries = json["keys"]?.array else { throw Self.notASet(json) }
        var keys: [JSONWebKey] = []
        var positions: [Int] = []
        var skipped: [SkippedKey] = []
        for (position, entry) in entries.enumerated() {
            do {
                keys.append(try JSONWebKey(entry))
                positions.append(position)
            } catch {
                let showsSecret = error.code == .invalidKey && JSONWebKey.hasSecretMember(entry)
                guard !showsSecret else { throw error }
                skipped.append(SkippedKey(keyID: entry["kid"]?.string, position: position, reason: error))
            }
        }
        self.keys = keys
        self.positions = positions
        skippedKeys = skipped
    }

    /// The set as JSON, public parts only; symmetric keys are left out.
    /// - Returns: An object with the member `keys`.
    public func json() -> JSONValue {
        ["keys": .array(keys.compactMap(\.publicKey).map { $0.json(includingPrivateKey: false) })]
    }

    /// What a text is that isn't a set: some providers publish certificates by key ID in place of one.
    private static func notASet(_ json: JSONValue) -> JOSEError {
        let isCertificate = { (value: JSONValue) in value.string?.hasPrefix("-----BEGIN CERTIFICATE-----") ?? false }
        guard let members = json.object, !members.isEmpty, members.allSatisfy({ isCertificate($0.value) }) else {
            return JOSEError(.invalidKey, "The key set isn't an object with an array \"keys\".")
        }
        return JOSEError(
            .invalidKey,
            "This is a map of certificates by key ID, not a JWK set (RFC 7517); use the issuer's \"jwks_uri\"."
        )
    }
}

extension JSONWebKey {
    /// The members that hold a secret, in any type of key (RFC 7518 §6).
    private static let secretMembers = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"]

    /// Whether a key in JSON has a member that must stay secret, whatever else it is.
    package static func hasSecretMember(_ json: JSONValue) -> Bool {
        secretMembers.contains { json[$0] != nil }
    }
}
