import TesseraJOSE
import Testing

@Suite("Claims")
struct ClaimsTests {
    func refusal(_ text: String) -> JOSEError.Code? {
        TesseraJOSETests.refusal { _ = try Claims(parsing: Array(text.utf8)) }
    }

    @Test("registered claims are read")
    func registered() throws {
        let claims = try Claims(
            parsing: Array(
                #"{"iss":"i","sub":"s","aud":["a","b"],"exp":12.9,"nbf":1e1,"iat":0,"jti":"j","x":[1]}"#.utf8
            )
        )
        #expect(claims.issuer == "i")
        #expect(claims.subject == "s")
        #expect(claims.audience == ["a", "b"])
        #expect(claims.expiresAt == 12)
        #expect(claims.notBefore == 10)
        #expect(claims.issuedAt == 0)
        #expect(claims.tokenID == "j")
        #expect(claims["x"] == [1])
        #expect(claims.isIntended(for: "b"))
        #expect(!claims.isIntended(for: "c"))
    }

    @Test("absent claims are nil, and one audience is a list of one")
    func absent() throws {
        let claims = try Claims(parsing: Array(#"{"aud":"a"}"#.utf8))
        #expect(claims.audience == ["a"])
        #expect(claims.issuer == nil && claims.subject == nil && claims.tokenID == nil)
        #expect(claims.expiresAt == nil && claims.notBefore == nil && claims.issuedAt == nil)
        #expect(try Claims(parsing: Array("{}".utf8)).audience.isEmpty)
    }

    @Test(
        "a payload that isn't strict, or a claim of the wrong type, is refused",
        arguments: [
            "", "[]", "1", #"{"iss":1}"#, #"{"sub":null}"#, #"{"jti":{}}"#, #"{"aud":1}"#, #"{"aud":["a",1]}"#,
            #"{"exp":"1"}"#,
            #"{"exp":true}"#, #"{"exp":-1}"#, #"{"exp":253402300800}"#, #"{"exp":1e30}"#, #"{"exp":-1e308}"#,
            #"{"nbf":null}"#,
            #"{"iat":[]}"#, #"{"exp":9223372036854775807}"#, #"{"iss":"a","iss":"b"}"#, #"{"a":1}x"#, #"{"exp":-0.1}"#,
        ]
    )
    func refused(text: String) {
        #expect(refusal(text) == .invalidPayload)
    }
}

@Suite("Looking at unverified tokens")
struct UnverifiedJWSTests {
    @Test("parts of any token are shown, verified or not")
    func parts() throws {
        let key = try SigningKey.sample(.es256)
        let token = try UnverifiedJWS(parsing: try key.sign(Array(#"{"a":1}"#.utf8), type: "JWT"))
        #expect(token.header["kid"] == .string(key.keyID))
        #expect(token.payload == ["a": 1])
        #expect(token.signature.count == 64)
        let odd = try UnverifiedJWS(parsing: Base64URL.encode(Array(#"{"alg":1}"#.utf8)) + ".AAAA.")
        #expect(odd.payload == nil)
        #expect(odd.payloadBytes == [0, 0, 0])
        #expect(odd.signature.isEmpty)
    }

    @Test(
        "what isn't a token is refused",
        arguments: ["", "a", "a.b", "a.b.c.d", "e30.e30.=", "e30.e3.e30", "AAAA.e30.e30"]
    )
    func refused(text: String) {
        #expect(throws: JOSEError.self) { try UnverifiedJWS(parsing: text) }
    }
}
