import TesseraJOSE
import TesseraOAuth

/// A status list as its issuer signed it (draft-ietf-oauth-status-list, "Status List Token in JWT Format").
struct StatusListToken: Sendable {
    /// Why a token is no status list to trust.
    enum Refusal: String, Error {
        case signature
        case unknownKey = "unknown_key"
        case type
        case malformed
        case issuer
        case subject
        case expired
        case notYetValid = "not_yet_valid"
    }

    let list: StatusList
    /// `iat`, in seconds since 1970-01-01T00:00:00Z.
    let issuedAt: Int64
    /// `exp`, in seconds since 1970-01-01T00:00:00Z.
    let expiresAt: Int64
    /// `ttl`: how long the list may be used before it is asked for again.
    let lifetime: Duration?
    /// The key that signed it.
    let keyID: String?

    /// Verifies and reads a token.
    /// - Parameters:
    ///   - token: The compact serialization.
    ///   - uri: Where it was fetched, which its `sub` must be.
    ///   - issuer: The issuer, which its `iss` must be.
    ///   - keys: The issuer's keys.
    ///   - now: The moment, in seconds since 1970-01-01T00:00:00Z.
    ///   - leeway: How far the clocks may differ, in seconds.
    ///   - maximumBytes: The longest unpacked list, in bytes.
    /// - Throws: `Refusal`.
    init(
        _ token: [UInt8],
        uri: String,
        issuer: String,
        keys: VerificationKeySet,
        now: Int64,
        leeway: Int64,
        maximumBytes: Int
    ) throws(Refusal) {
        let signed: VerifiedJWS
        do {
            signed = try keys.verify(token)
        } catch {
            throw [.unknownKeyID, .missingKeyID].contains(error.code) ? .unknownKey : .signature
        }
        guard MediaType.matches(signed.header.type, "statuslist+jwt") else { throw .type }
        guard let claims = try? Claims(parsing: signed.payload) else { throw .malformed }
        guard claims.issuer?.isIdentical(to: issuer) == true else { throw .issuer }
        guard claims.subject?.isIdentical(to: uri) == true else { throw .subject }
        guard let issuedAt = claims.issuedAt, let expiresAt = claims.expiresAt, issuedAt < expiresAt else {
            throw .malformed
        }
        guard now < expiresAt + leeway else { throw .expired }
        guard issuedAt <= now + leeway else { throw .notYetValid }
        self.issuedAt = issuedAt
        self.expiresAt = expiresAt
        lifetime = try Self.lifetime(claims)
        list = try Self.list(claims, maximumBytes: maximumBytes)
        keyID = signed.keyID
    }

    private static func lifetime(_ claims: Claims) throws(Refusal) -> Duration? {
        guard let value = claims["ttl"] else { return nil }
        guard let seconds = value.number, seconds > 0 else { throw .malformed }
        return .seconds(min(seconds, 1e9))
    }

    private static func list(_ claims: Claims, maximumBytes: Int) throws(Refusal) -> StatusList {
        guard let member = claims["status_list"], let bits = member["bits"]?.integer.flatMap(Int.init(exactly:)),
            let compressed = member["lst"]?.string.flatMap({ Base64URL.decode($0) })
        else { throw .malformed }
        do {
            return try StatusList(bitsPerEntry: bits, compressed: compressed, maximumBytes: maximumBytes)
        } catch {
            throw .malformed
        }
    }
}
