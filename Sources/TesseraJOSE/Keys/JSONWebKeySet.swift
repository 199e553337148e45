/// A JWK Set (RFC 7517 §5).
public struct JSONWebKeySet: Sendable, Equatable {
    /// A key of the text that was passed over.
    public struct SkippedKey: Sendable, Equatable {
        /// Its `kid`, where it has one.
        public let keyID: String?
        /// Why it can't be used.
        public let reason: JOSEError
    }

    /// The keys in their order.
    public let keys: [JSONWebKey]
    /// Keys of the text that were passed over, since their type, curve, algorithm or strength isn't supported.
    public let skippedKeys: [SkippedKey]

    /// Creates a set.
    /// - Parameter keys: The keys in their order.
    public init(_ keys: [JSONWebKey]) {
        self.keys = keys
        skippedKeys = []
    }

    /// Reads a set from JSON text.
    ///
    /// Keys of an unknown type, curve or algorithm and keys that are too weak are passed over (RFC 7517 §5) and listed
    /// in ``skippedKeys``; a malformed or inconsistent key refuses the whole set, because it means that the publisher is
    /// broken or the text was tampered with.
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
        guard let entries = json["keys"]?.array else {
            throw JOSEError(.invalidKey, "The key set isn't an object with an array \"keys\".")
        }
        let skippable: Set<JOSEError.Code> = [.unsupportedKey, .unsupportedAlgorithm, .weakKey]
        var keys: [JSONWebKey] = []
        var skipped: [SkippedKey] = []
        for entry in entries {
            do {
                keys.append(try JSONWebKey(entry))
            } catch {
                guard skippable.contains(error.code) else { throw error }
                skipped.append(SkippedKey(keyID: entry["kid"]?.string, reason: error))
            }
        }
        self.keys = keys
        skippedKeys = skipped
    }

    /// The set as JSON, public parts only; symmetric keys are left out.
    /// - Returns: An object with the member `keys`.
    public func json() -> JSONValue {
        ["keys": .array(keys.compactMap(\.publicKey).map { $0.json(includingPrivateKey: false) })]
    }
}
