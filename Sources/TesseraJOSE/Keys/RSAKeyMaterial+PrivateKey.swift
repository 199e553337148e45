import Crypto
import CryptoExtras

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension RSAKeyMaterial {
    /// The private key, whose numbers are checked against each other.
    func privateKey() throws(JOSEError) -> _RSA.Signing.PrivateKey {
        guard let privateExponent else {
            throw JOSEError(.invalidKey, "The key has no private part, so it can't sign.")
        }
        let key: _RSA.Signing.PrivateKey
        do {
            if let factors {
                key = try .init(n: modulus, e: publicExponent, d: privateExponent, p: factors.p, q: factors.q)
            } else {
                key = try ._createFromNumbers(n: modulus, e: publicExponent, d: privateExponent)
            }
        } catch {
            throw Signer.PrivateKey.mismatch
        }
        if let factors {
            let derived = try RSAKeyMaterial(der: Array(key.derRepresentation)).factors
            guard factors.dp == derived?.dp, factors.dq == derived?.dq, factors.qi == derived?.qi else {
                throw Signer.PrivateKey.mismatch
            }
        }
        return key
    }
}
