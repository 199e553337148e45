import Crypto
import Foundation
import TesseraJOSE
import Testing

extension SigningKey {
    /// Signs any text before the signature, by swift-crypto alone: tokens that this library would never issue.
    func token(content: String) throws -> String {
        let json = jsonWebKey.json(includingPrivateKey: true)
        let data = Data(content.utf8)
        let signature: [UInt8]
        switch algorithm {
        case .es256:
            let secret = try json["d"].decoded()
            signature = Array(
                try P256.Signing.PrivateKey(rawRepresentation: secret).signature(for: data).rawRepresentation
            )
        case .eddsa:
            let secret = try json["d"].decoded()
            signature = Array(try Curve25519.Signing.PrivateKey(rawRepresentation: secret).signature(for: data))
        case .hs256:
            let secret = try json["k"].decoded()
            signature = Array(HMAC<SHA256>.authenticationCode(for: data, using: SymmetricKey(data: secret)))
        default:
            throw CancellationError()
        }
        return content + "." + Base64URL.encode(signature)
    }
}
