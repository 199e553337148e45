import Crypto
import Foundation
import TesseraJOSE
import TesseraVerifier

extension MalformedToken {
    private static let content = pieces[0] + "." + pieces[1]
    private static let right = Base64URL.decode(pieces[2]) ?? []
    /// The order of P-256 (FIPS 186-4 D.1.2.3).
    private static let order: [UInt8] = [
        0xFF, 0xFF, 0xFF, 0xFF, 0x00, 0x00, 0x00, 0x00, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xBC, 0xE6,
        0xFA, 0xAD, 0xA7, 0x17, 0x9E, 0x84, 0xF3, 0xB9, 0xCA, 0xC2, 0xFC, 0x63, 0x25, 0x51,
    ]

    private static func signature(_ name: String, _ bytes: some Collection<UInt8>) -> MalformedToken {
        MalformedToken("signature: \(name)", .signature, content + "." + Base64URL.encode(bytes))
    }

    /// Signatures that are none of the key's.
    static let signatures: [MalformedToken] = [
        signature("one byte short", right.dropLast()), signature("one byte long", right + [0]),
        signature("R alone", right.prefix(32)), signature("one byte", [0]),
        signature("zeros", [UInt8](repeating: 0, count: 64)),
        signature("R is zero", [UInt8](repeating: 0, count: 32) + right.suffix(32)),
        signature("S is zero", right.prefix(32) + [UInt8](repeating: 0, count: 32)),
        signature(
            "R and S are one",
            ([UInt8](repeating: 0, count: 31) + [1]) + ([UInt8](repeating: 0, count: 31) + [1])
        ),
        signature("all bits", [UInt8](repeating: 0xFF, count: 64)), signature("the curve's order", order + order),
        signature("R and S change places", right.suffix(32) + right.prefix(32)),
        signature("a flipped bit", right.dropLast() + [(right.last ?? 0) ^ 1]),
        signature("in DER", der(right)), signature("twice", right + right),
        signature("text", Array("signature".utf8)), signature("8 KiB", [UInt8](repeating: 0x30, count: 8192)),
        signature("of another content", issuer.signature(over: pieces[0] + ".e30")),
        signature("of another key", foreign(content)),
        signature("an HMAC by the public key in PEM", hmac(Array(issuer.publicPEM.utf8))),
        MalformedToken("another payload under the signature", .signature, swapped),
        embedded("jwk", WorkbenchIssuer.shared.key(kid: "key-1")),
        embedded("jku", "https://keys.example.org/keys.json"), embedded("x5u", "https://keys.example.org/certificate"),
        embedded("x5c", ["MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA"]), embedded("x5t", "AAAA"),
    ]

    private static let swapped: String = {
        let other = WorkbenchIssuer.claims(["sub": "administrator"]).serialized()
        return pieces[0] + "." + Base64URL.encode(other) + "." + pieces[2]
    }()

    /// A forger's token that brings the forger's key along, or says where it lies.
    private static func embedded(_ parameter: String, _ value: JSONValue) -> MalformedToken {
        let header = Base64URL.encode(WorkbenchIssuer.header([parameter: value]).serialized())
        let content = header + "." + pieces[1]
        return MalformedToken(
            "a forger's token with \(parameter)",
            .signature,
            content + "." + Base64URL.encode(foreign(content))
        )
    }

    static func foreign(_ content: String) -> [UInt8] {
        (try? P256.Signing.PrivateKey().signature(for: Data(content.utf8))).map { Array($0.rawRepresentation) } ?? []
    }

    private static func hmac(_ secret: [UInt8]) -> [UInt8] {
        Array(HMAC<SHA512>.authenticationCode(for: Data(content.utf8), using: SymmetricKey(data: secret)))
    }

    private static func der(_ raw: [UInt8]) -> [UInt8] {
        (try? P256.Signing.ECDSASignature(rawRepresentation: raw)).map { Array($0.derRepresentation) } ?? []
    }
}
