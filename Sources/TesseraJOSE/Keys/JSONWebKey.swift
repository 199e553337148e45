/// A JSON Web Key (RFC 7517) of type RSA, EC (P-256, P-384, P-521), OKP (Ed25519, RFC 8037) or oct.
///
/// A value of this type is consistent: its numbers have the right lengths, the point lies on its curve, the private
/// part belongs to the public one, and `alg` fits the type.
public struct JSONWebKey: Sendable, Equatable {
    /// The member `kid`.
    public let keyID: String?
    /// The member `alg`.
    public let algorithm: SignatureAlgorithm?
    /// The member `use`, such as `sig` or `enc`.
    public let use: String?
    /// The member `key_ops`, such as `["verify"]`.
    public let operations: [String]?

    let material: KeyMaterial

    /// Whether the key holds a secret: a private part, or a symmetric key.
    public var isPrivate: Bool { material.isPrivate }

    /// Reads a key.
    ///
    /// Members that this library doesn't know are ignored (RFC 7517 §4) and not kept; certificates are never followed.
    /// - Parameter json: The key as a JSON object.
    /// - Throws: ``JOSEError/Code/invalidKey`` when a member is missing, malformed or contradicts another,
    ///   ``JOSEError/Code/weakKey`` when it is too short or predictable, ``JOSEError/Code/unsupportedKey`` and
    ///   ``JOSEError/Code/unsupportedAlgorithm`` when type, curve or `alg` aren't known.
    public init(_ json: JSONValue) throws(JOSEError) {
        guard let object = json.object else { throw JOSEError(.invalidKey, "The key isn't a JSON object.") }
        let metadata = try KeyMetadata(reading: object)
        let material = try KeyMaterial(reading: object)
        try metadata.check(against: material)
        try material.checkConsistency()
        self.init(metadata, material)
    }

    /// Reads a key from JSON text.
    /// - Parameter bytes: The text.
    /// - Throws: As ``init(_:)``; ``JOSEError/Code/invalidKey`` also when the text isn't strict JSON.
    public init(parsing bytes: [UInt8]) throws(JOSEError) {
        let json: JSONValue
        do { json = try JSONValue(parsing: bytes) } catch { throw JOSEError(.invalidKey, error.description) }
        try self.init(json)
    }

    /// A key whose parts are known to fit.
    init(_ metadata: KeyMetadata, _ material: KeyMaterial) {
        keyID = metadata.keyID
        algorithm = metadata.algorithm
        use = metadata.use
        operations = metadata.operations
        self.material = material
    }

    /// The key without its private part, or `nil` for a symmetric key, which has no public part.
    ///
    /// `key_ops` becomes what the public part can do: `["verify"]` where the private key could sign.
    public var publicKey: JSONWebKey? {
        guard let material = material.publicPart else { return nil }
        guard isPrivate else { return self }
        let canVerify = operations.map { $0.contains("sign") || $0.contains("verify") }
        let operations = canVerify.map { $0 ? ["verify"] : [String]() }
        return JSONWebKey(
            KeyMetadata(keyID: keyID, algorithm: algorithm, use: use, operations: operations),
            material
        )
    }
}

extension JSONWebKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The public part as JSON; never a private member, and of a symmetric key only its type.
    public var description: String {
        String(decoding: json(includingPrivateKey: false).serialized(), as: UTF8.self)
    }
    /// The same as ``description``.
    public var debugDescription: String { description }
    /// Shows no member, so that dumping a key shows no secret.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
