package import TesseraJOSE
package import TesseraOAuth

/// Reading the claim `status` (draft-ietf-oauth-status-list, "Referenced Token").
extension StatusReference {
    /// Where a token's status stands.
    /// - Parameter claims: The verified claims.
    /// - Returns: The reference; `nil` when the token has no `status`.
    /// - Throws: `VerificationError` with `malformed` when `status` is there and leads to no status list.
    package static func reference(in claims: Claims) throws(VerificationError) -> StatusReference? {
        guard let status = claims["status"] else { return nil }
        guard let list = status["status_list"], let uri = list["uri"]?.string, !uri.isEmpty,
            let index = list["idx"]?.integer.flatMap(Int.init(exactly:)), index >= 0
        else { throw VerificationError(rule: .malformed, claim: "status") }
        return StatusReference(uri: uri, index: index)
    }
}
