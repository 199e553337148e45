import Crypto

/// HMAC by a secret that no key would be made of, to find out that a token was signed by it.
package enum MessageAuthentication {
    /// Whether a code is the HMAC of the content.
    /// - Parameters:
    ///   - code: The code.
    ///   - content: The content.
    ///   - secret: The secret, of any length.
    ///   - algorithm: `HS256`, `HS384` or `HS512`.
    /// - Returns: `false` also for an algorithm of another kind.
    package static func isValid(
        _ code: [UInt8],
        over content: [UInt8],
        secret: [UInt8],
        _ algorithm: SignatureAlgorithm
    ) -> Bool {
        let key = SymmetricKey(data: secret)
        return switch algorithm {
        case .hs256: HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: content, using: key)
        case .hs384: HMAC<SHA384>.isValidAuthenticationCode(code, authenticating: content, using: key)
        case .hs512: HMAC<SHA512>.isValidAuthenticationCode(code, authenticating: content, using: key)
        default: false
        }
    }
}
