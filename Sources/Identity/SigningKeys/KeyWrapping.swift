import Crypto
import TesseraJOSE

/// Seals private keys for the database: AES-256-GCM under a key derived from the master secret, bound to the `kid`.
struct KeyWrapping: Sendable {
    private let key: SymmetricKey

    init(key: SymmetricKey) {
        self.key = key
    }

    /// The private key, sealed.
    func wrap(_ signingKey: SigningKey) throws -> [UInt8] {
        let plain = signingKey.jsonWebKey.json(includingPrivateKey: true).serialized()
        let sealed = try AES.GCM.seal(plain, using: key, authenticating: Array(signingKey.keyID.utf8))
        return Array(sealed.nonce) + Array(sealed.ciphertext) + Array(sealed.tag)
    }

    /// The private key that was sealed for this `kid`.
    ///
    /// - Throws: `MasterSecretError` when it was sealed under another master secret, or is damaged.
    func unwrap(_ bytes: [UInt8], keyID: String) throws -> SigningKey {
        do {
            let box = try AES.GCM.SealedBox(combined: bytes)
            let plain = try AES.GCM.open(box, using: key, authenticating: Array(keyID.utf8))
            return try SigningKey(JSONWebKey(parsing: Array(plain)))
        } catch {
            throw MasterSecretError(
                "the master secret cannot decrypt the signing key \(keyID) of this database: use the master "
                    + "secret that the database was created with, or revoke the key to sign with a new one"
            )
        }
    }
}
