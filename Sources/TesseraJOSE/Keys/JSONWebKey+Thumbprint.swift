import Crypto

extension JSONWebKey {
    /// The thumbprint of the key (RFC 7638): SHA-256 over its required members in lexical order, as base64url.
    ///
    /// The thumbprint of a symmetric key is made from the secret (RFC 7638 §3.2.1) and must not be published
    /// (RFC 7638 §7).
    /// - Returns: 43 characters.
    public func thumbprint() -> String {
        var members = material.publicMembers
        if case .symmetric = material { members += material.privateMembers }
        members.sort { $0.0 < $1.0 }
        let json = JSONObject(members.map { ($0, JSONValue.string($1)) })
        return Base64URL.encode(Array(SHA256.hash(data: json.serialized())))
    }
}
