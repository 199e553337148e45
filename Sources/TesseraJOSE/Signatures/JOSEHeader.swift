/// The header of a token (RFC 7515 §4), read strictly.
public struct JOSEHeader: Sendable, Equatable {
    /// The parameter `alg`.
    public let algorithm: SignatureAlgorithm
    /// The parameter `kid`.
    public let keyID: String?
    /// The parameter `typ`, as written.
    public let type: String?
    /// The parameter `cty`, as written.
    public let contentType: String?
    /// All parameters.
    ///
    /// Keys and addresses among them (`jwk`, `jku`, `x5c`, `x5u`) were never followed.
    public let parameters: JSONObject

    /// Reads a header.
    /// - Throws: `invalidHeader` when it isn't a strict JSON object or a registered parameter has the wrong type,
    ///   `criticalHeader` for `crit` and `b64`, `unsupportedAlgorithm` for an unknown `alg`.
    init(parsing bytes: [UInt8]) throws(JOSEError) {
        let parameters = try Self.parameters(bytes)
        try Self.checkTypes(parameters)
        // An unencoded payload (RFC 7797) must be announced in `crit`; a `b64` alone would be read in two ways.
        guard parameters["crit"] == nil, parameters["b64"] == nil else {
            throw JOSEError(.criticalHeader, "The header requires extensions (\"crit\", \"b64\"); none is understood.")
        }
        guard let name = parameters["alg"]?.string else {
            throw JOSEError(.invalidHeader, "The header has no \"alg\".")
        }
        guard let algorithm = SignatureAlgorithm(named: name) else {
            throw JOSEError(.unsupportedAlgorithm, "The header's \"alg\" isn't a known signature algorithm.")
        }
        self.algorithm = algorithm
        keyID = parameters["kid"]?.string
        type = parameters["typ"]?.string
        contentType = parameters["cty"]?.string
        self.parameters = parameters
    }

    /// The header that this library issues: `alg`, `typ`, `kid`, in this order.
    init(algorithm: SignatureAlgorithm, type: String?, keyID: String) {
        var parameters: JSONObject = ["alg": .string(algorithm.rawValue)]
        if let type { parameters["typ"] = .string(type) }
        parameters["kid"] = .string(keyID)
        self.algorithm = algorithm
        self.keyID = keyID
        self.type = type
        contentType = nil
        self.parameters = parameters
    }

    /// The parameters as a strict JSON object.
    static func parameters(_ bytes: [UInt8]) throws(JOSEError) -> JSONObject {
        let json: JSONValue
        do {
            json = try JSONValue(parsing: bytes, limits: .header)
        } catch {
            throw JOSEError(.invalidHeader, error.description)
        }
        guard let object = json.object else { throw JOSEError(.invalidHeader, "The header isn't a JSON object.") }
        return object
    }

    /// Refuses registered parameters (RFC 7515 §4.1) of the wrong type, whether or not they are used.
    private static func checkTypes(_ parameters: JSONObject) throws(JOSEError) {
        for (name, value) in parameters {
            let isRight =
                switch name {
                case "alg", "kid", "typ", "cty", "jku", "x5u", "x5t", "x5t#S256": value.string != nil
                case "jwk": value.object != nil
                case "x5c": value.array?.allSatisfy { $0.string != nil } ?? false
                default: true
                }
            guard isRight else {
                throw JOSEError(.invalidHeader, "A registered parameter of the header has the wrong type.")
            }
        }
    }
}
