/// The claims of a JWT (RFC 7519 §4), read strictly from a payload whose signature was verified before.
public struct Claims: Sendable {
    /// All claims.
    public let object: JSONObject
    /// The claim `iss`.
    public let issuer: String?
    /// The claim `sub`.
    public let subject: String?
    /// The claim `aud`, a text or a list of texts; empty when absent.
    public let audience: [String]
    /// The claim `exp` in whole seconds since 1970, fractions cut off.
    public let expiresAt: Int64?
    /// The claim `nbf` in whole seconds since 1970, fractions cut off.
    public let notBefore: Int64?
    /// The claim `iat` in whole seconds since 1970, fractions cut off.
    public let issuedAt: Int64?
    /// The claim `jti`.
    public let tokenID: String?

    /// Reads the claims.
    /// - Parameters:
    ///   - payload: A strict JSON object (see ``JSONValue/init(parsing:limits:)-([UInt8],_)``).
    ///   - limits: The bounds that the payload must keep.
    /// - Throws: ``JOSEError/Code/invalidPayload`` when it isn't one, or a registered claim has the wrong type or a
    ///   time outside of the years 1970 to 9999.
    public init(parsing payload: [UInt8], limits: JSONLimits = .standard) throws(JOSEError) {
        let json: JSONValue
        do { json = try JSONValue(parsing: payload, limits: limits) } catch {
            throw JOSEError(.invalidPayload, error.description)
        }
        guard let object = json.object else { throw JOSEError(.invalidPayload, "The payload isn't a JSON object.") }
        try self.init(object)
    }

    /// Reads the claims from an object.
    /// - Parameter object: The claims.
    /// - Throws: ``JOSEError/Code/invalidPayload`` when a registered claim has the wrong type or range.
    public init(_ object: JSONObject) throws(JOSEError) {
        self.object = object
        issuer = try Self.text("iss", object)
        subject = try Self.text("sub", object)
        audience = try Self.audience(object)
        expiresAt = try Self.time("exp", object)
        notBefore = try Self.time("nbf", object)
        issuedAt = try Self.time("iat", object)
        tokenID = try Self.text("jti", object)
    }

    /// Whether the token is meant for an audience.
    /// - Parameter name: The audience, compared byte by byte (RFC 7519 §2, StringOrURI).
    /// - Returns: `true` when `aud` names it.
    public func isIntended(for name: String) -> Bool { audience.contains { $0.isIdentical(to: name) } }

    /// A claim of any name.
    /// - Parameter name: The claim's name, compared byte by byte.
    public subscript(name: String) -> JSONValue? { object[name] }

    private static func text(_ name: String, _ object: JSONObject) throws(JOSEError) -> String? {
        guard let value = object[name] else { return nil }
        guard let text = value.string else { throw JOSEError(.invalidPayload, "The claim \"\(name)\" isn't a text.") }
        return text
    }

    private static func audience(_ object: JSONObject) throws(JOSEError) -> [String] {
        guard let value = object["aud"] else { return [] }
        if let text = value.string { return [text] }
        let texts = value.array?.compactMap(\.string)
        guard let texts, texts.count == value.array?.count else {
            throw JOSEError(.invalidPayload, "The claim \"aud\" is neither a text nor a list of texts.")
        }
        return texts
    }

    private static func time(_ name: String, _ object: JSONObject) throws(JOSEError) -> Int64? {
        guard let value = object[name] else { return nil }
        guard let number = value.number else {
            throw JOSEError(.invalidPayload, "The claim \"\(name)\" isn't a number of seconds.")
        }
        // The last second of the year 9999; far below 2⁵³, so that the conversion is exact.
        guard (0...253_402_300_799).contains(number), let seconds = Int64(exactly: number.rounded(.down)) else {
            throw JOSEError(.invalidPayload, "The claim \"\(name)\" isn't a time between the years 1970 and 9999.")
        }
        return seconds
    }
}
