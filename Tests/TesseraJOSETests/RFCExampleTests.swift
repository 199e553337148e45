import TesseraJOSE
import Testing

@Suite("Examples of RFC 7515, 7638 and 8037")
struct RFCExampleTests {
    static let payload = Array(
        "{\"iss\":\"joe\",\r\n \"exp\":1300819380,\r\n \"http://example.com/is_root\":true}".utf8
    )
    static let encodedPayload =
        "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"

    static let rsaKey: JSONValue = [
        "kty": "RSA", "e": "AQAB",
        "n": .string(
            "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-"
                + "SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXB"
                + "dQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9"
                + "iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ"
        ),
        "d": .string(
            "Eq5xpGnNCivDflJsRQBXHx1hdR1k6Ulwe2JZD50LpXyWPEAeP88vLNO97IjlA7_GQ5sLKMgvfTeXZx9SE-7YwVol2NXOoAJe46sui39"
                + "5IW_GO-pWJ1O0BkTGoVEn2bKVRUCgu-GjBVaYLU6f3l9kJfFNS3E0QbVdxzubSu3Mkqzjkn439X0M_V51gfpRLI9JYanrC4D4q"
                + "AdGcopV_0ZHHzQlBjudU2QvXt4ehNYTCBr6XCLQUShb1juUO1ZdiYoFaFQT5Tw8bGUl_x_jTj3ccPDVZFD9pIuhLhBOneufuBi"
                + "B4cS98l2SR_RQyGWSeWjnczT0QU91p1DhOVRuOopznQ"
        ),
        "p": .string(
            "4BzEEOtIpmVdVEZNCqS7baC4crd0pqnRH_5IB3jw3bcxGn6QLvnEtfdUdiYrqBdss1l58BQ3KhooKeQTa9AB0Hw_Py5PJdTJNPY8cQn"
                + "7ouZ2KKDcmnPGBY5t7yLc1QlQ5xHdwW1VhvKn-nXqhJTBgIPgtldC-KDV5z-y2XDwGUc"
        ),
        "q": .string(
            "uQPEfgmVtjL0Uyyx88GZFF1fOunH3-7cepKmtH4pxhtCoHqpWmT8YAmZxaewHgHAjLYsp1ZSe7zFYHj7C6ul7TjeLQeZD_YwD66t62w"
                + "Dmpe_HlB-TnBA-njbglfIsRLtXlnDzQkv5dTltRJ11BKBBypeeF6689rjcJIDEz9RWdc"
        ),
        "dp": .string(
            "BwKfV3Akq5_MFZDFZCnW-wzl-CCo83WoZvnLQwCTeDv8uzluRSnm71I3QCLdhrqE2e9YkxvuxdBfpT_PI7Yz-FOKnu1R6HsJeDCjn12"
                + "Sk3vmAktV2zb34MCdy7cpdTh_YVr7tss2u6vneTwrA86rZtu5Mbr1C1XsmvkxHQAdYo0"
        ),
        "dq": .string(
            "h_96-mK1R_7glhsum81dZxjTnYynPbZpHziZjeeHcXYsXaaMwkOlODsWa7I9xXDoRwbKgB719rrmI2oKr6N3Do9U0ajaHF-NKJnwgjM"
                + "d2w9cjz3_-kyNlxAr2v4IKhGNpmM5iIgOS1VZnOZ68m6_pbLBSp3nssTdlqvd0tIiTHU"
        ),
        "qi": .string(
            "IYd7DHOhrWvxkwPQsRM2tOgrjbcrfvtQJipd-DlcxyVuuM9sQLdgjVk2oy26F0EmpScGLq2MowX7fhd_QJQ3ydy5cY7YIBi87w93IKL"
                + "EdfnbJtoOPLUW0ITrJReOgo1cq9SbsxYawBgfp_gh6A5603k2-ZQwVK0JKSHuLFkuQ3U"
        ),
    ]

    private func verify(_ token: String, _ key: JSONValue, _ algorithm: SignatureAlgorithm) throws -> VerifiedJWS {
        try VerificationKeySet(JSONWebKeySet([try JSONWebKey(key)]), algorithms: [algorithm]).verify(token)
    }

    @Test("RFC 7515 A.1: HS256")
    func hs256() throws {
        let key: JSONValue = [
            "kty": "oct",
            "k": "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow",
        ]
        let token =
            "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.\(Self.encodedPayload).dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
        let verified = try verify(token, key, .hs256)
        #expect(verified.payload == Self.payload)
        #expect(verified.header.type == "JWT")
        #expect(verified.keyID == nil)
    }

    @Test("RFC 7515 A.2: RS256, and signing gives the same signature")
    func rs256() throws {
        let signature =
            "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9"
            + "CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOL"
            + "n6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtV"
            + "rBp0igcN_IoypGlUPQGe77Rw"
        let verified = try verify("eyJhbGciOiJSUzI1NiJ9.\(Self.encodedPayload).\(signature)", Self.rsaKey, .rs256)
        #expect(verified.payload == Self.payload)
    }

    @Test("RFC 7515 A.3: ES256")
    func es256() throws {
        let key: JSONValue = [
            "kty": "EC", "crv": "P-256", "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
            "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0", "d": "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI",
        ]
        let signature = "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"
        let verified = try verify("eyJhbGciOiJFUzI1NiJ9.\(Self.encodedPayload).\(signature)", key, .es256)
        #expect(verified.payload == Self.payload)
    }

    @Test("RFC 7515 A.4: ES512")
    func es512() throws {
        let key: JSONValue = [
            "kty": "EC", "crv": "P-521",
            "x": "AekpBQ8ST8a8VcfVOTNl353vSrDCLLJXmPk06wTjxrrjcBpXp5EOnYG_NjFZ6OvLFV1jSfS9tsz4qUxcWceqwQGk",
            "y": "ADSmRA43Z1DSNx_RvcLI87cdL07l6jQyyBXMoxVg_l2Th-x3S1WDhjDly79ajL4Kkd0AZMaZmh9ubmf63e3kyMj2",
            "d": "AY5pb7A0UFiB3RELSD64fTLOSV_jazdF7fLYyuTw8lOfRhWg6Y6rUrPAxerEzgdRhajnu0ferB0d53vM9mE15j2C",
        ]
        let token =
            "eyJhbGciOiJFUzUxMiJ9.UGF5bG9hZA.AdwMgeerwtHoh-l192l60hp9wAHZFVJbLfD_UxMi70cwnZOYaRI1bKPWROc-mZZqwqT2SI-KGDKB"
            + "34XO0aw_7XdtAG8GaSwFKdCAPZgoXD2YBJZCPEX3xKpRwcdOO8KpEHwJjyqOgzDO7iKvU8vcnwNrmxYbSW9ERBXukOXolLzeO_Jn"
        #expect(try verify(token, key, .es512).payload == Array("Payload".utf8))
    }

    @Test("RFC 7515 A.5: an unsecured token is refused")
    func unsecured() throws {
        let token = "eyJhbGciOiJub25lIn0.\(Self.encodedPayload)."
        let key = try SigningKey.sample(.es256).verifying()
        #expect(refusal { _ = try key.verify(token) } == .unsupportedAlgorithm)
        #expect(refusal { _ = try key.verify(token + "AAAA") } == .unsupportedAlgorithm)
        #expect(try UnverifiedJWS(parsing: token).header["alg"] == "none")
    }

    @Test("RFC 7515 E: a header with an extension that must be understood is refused")
    func critical() throws {
        let key = try SigningKey.sample(.es256)
        let header =
            #"{"alg":"ES256","crit":["http://example.invalid/UNDEFINED"],"http://example.invalid/UNDEFINED":true}"#
        let token = try key.token(header: header)
        #expect(refusal { _ = try key.verifying().verify(token) } == .criticalHeader)
    }

    @Test("RFC 7638 §3.1: thumbprint of an RSA key")
    func thumbprint() throws {
        let key = try JSONWebKey([
            "kty": "RSA", "e": "AQAB", "alg": "RS256", "kid": "2011-04-29",
            "n": .string(
                "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZC"
                    + "iFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8"
                    + "KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-"
                    + "G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw"
            ),
        ])
        #expect(key.thumbprint() == "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs")
    }

    @Test("RFC 8037 A.1 to A.5: an Ed25519 key, its thumbprint, a signature")
    func edwards() throws {
        let key = try JSONWebKey([
            "kty": "OKP", "crv": "Ed25519", "d": "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
            "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
        ])
        #expect(key.thumbprint() == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k")
        let token =
            "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR"
            + "4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
        let verified = try verify(token, key.json(includingPrivateKey: false), .eddsa)
        #expect(verified.payload == Array("Example of Ed25519 signing".utf8))
    }
}

@Suite("Examples of RFC 7520 and 8037, from files", .enabled(if: Vectors.arePresent, Vectors.absence))
struct CookbookTests {
    @Test(
        "every compact token verifies with its key, and gives the payload",
        arguments: [
            "jws/4_1.rsa_v15_signature", "jws/4_2.rsa-pss_signature", "jws/4_3.ecdsa_signature",
            "jws/4_4.hmac-sha2_integrity_protection", "curve25519/jws",
        ]
    )
    func compact(name: String) throws {
        let example = try Vectors.json("jose/\(name).json")
        let input = try #require(example["input"])
        let name = try #require(input["alg"]?.string)
        let algorithm = try #require(SignatureAlgorithm(rawValue: name))
        let key = try JSONWebKey(try #require(input["key"]))
        let keys = try VerificationKeySet(JSONWebKeySet([key]), algorithms: [algorithm])
        let verified = try keys.verify(try #require(example["output"]?["compact"]?.string))
        #expect(JSONValue.string(String(decoding: verified.payload, as: UTF8.self)) == input["payload"])
        #expect(JSONValue.object(verified.header.parameters) == example["signing"]?["protected"])
    }

    @Test("a detached payload is verified when it is put back, and refused without")
    func detached() throws {
        let example = try Vectors.json("jose/jws/4_5.signature_with_detached_content.json")
        let keys = try VerificationKeySet(
            JSONWebKeySet([try JSONWebKey(try #require(example["input"]?["key"]))]),
            algorithms: [.hs256]
        )
        let detached = try #require(example["output"]?["compact"]?.string)
        #expect(refusal { _ = try keys.verify(detached) } == .invalidSignature)
        let content = try #require(example["signing"]?["sig-input"]?.string)
        let signature = try #require(example["signing"]?["sig"]?.string)
        #expect(try keys.verify("\(content).\(signature)").header.algorithm == .hs256)
    }

    @Test(
        "every key is read and written back without loss",
        arguments: [
            "3_1.ec_public_key", "3_2.ec_private_key", "3_3.rsa_public_key", "3_4.rsa_private_key",
            "3_5.symmetric_key_mac_computation",
        ]
    )
    func keys(name: String) throws {
        let json = try Vectors.json("jose/jwk/\(name).json")
        let key = try JSONWebKey(json)
        #expect(key.json(includingPrivateKey: true) == json)
        #expect(key.isPrivate == !name.contains("public"))
    }

    @Test("a key for encryption is refused as unsupported, and passed over in a set")
    func encryption() throws {
        let json = try Vectors.json("jose/jwk/3_6.symmetric_key_encryption.json")
        #expect(refusal { _ = try JSONWebKey(json) } == .unsupportedAlgorithm)
        let set = try JSONWebKeySet(["keys": [json]])
        #expect(set.keys.isEmpty)
        #expect(set.skippedKeys.map(\.reason.code) == [.unsupportedAlgorithm])
        #expect(set.skippedKeys.map(\.keyID) == ["1e571774-2e08-40da-8308-e8d68773842d"])
    }

    @Test("the small vectors: thumbprints and the unsecured JWT of RFC 7519 §6.1")
    func small() throws {
        let vectors = try Vectors.json("rfc/small_vectors.json")
        let token = try #require(vectors["rfc7519_6_1_unsecured_must_be_rejected"]?.string)
        let keys = try SigningKey.sample(.hs256).verifying()
        #expect(throws: JOSEError.self) { try keys.verify(token) }
        let example = try Vectors.json("jose/curve25519/jws.json")
        let key = try JSONWebKey(try #require(example["input"]?["key"]))
        #expect(.string(key.thumbprint()) == vectors["rfc8037_a3_okp_thumbprint"])
    }

    @Test("DPoP proofs of RFC 9449 verify with the key in their header, and its thumbprint is the bound one")
    func dpop() throws {
        var proofs = 0
        for example in try #require(try Vectors.json("dpop/rfc9449_examples.json")["cases"]?.array) {
            let token = try #require(example["token"]?.string)
            let unverified = try UnverifiedJWS(parsing: token)
            #expect(example["header"] == .object(unverified.header))
            #expect(example["payload"] == unverified.payload)
            guard let embedded = unverified.header["jwk"] else { continue }
            let key = try JSONWebKey(embedded)
            #expect(.string(key.thumbprint()) == example["jkt"])
            let verified = try VerificationKeySet(JSONWebKeySet([key]), algorithms: [.es256]).verify(token)
            #expect(verified.header.hasType("dpop+jwt"))
            proofs += 1
        }
        #expect(proofs == 3)
    }
}
