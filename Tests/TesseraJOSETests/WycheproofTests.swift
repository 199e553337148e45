import TesseraJOSE
import Testing

@Suite("Wycheproof", .enabled(if: Vectors.arePresent, Vectors.absence))
struct WycheproofTests {
    struct Case {
        let number: Int64
        let isValid: Bool
        let isAccepted: Bool
    }

    /// Runs all tests of a file that have a compact JWS.
    func cases(_ file: String) throws -> [Case] {
        var cases: [Case] = []
        for group in try #require(try Vectors.json("jose/\(file)")["testGroups"]?.array) {
            let key = try #require(group["public"] ?? group["private"])
            for test in try #require(group["tests"]?.array) {
                guard let token = test["jws"]?.string else { continue }
                cases.append(
                    Case(
                        number: try #require(test["tcId"]?.integer),
                        isValid: test["result"] == "valid",
                        isAccepted: accepts(token, key)
                    )
                )
            }
        }
        return cases
    }

    /// Whether a set made of one key, or of the keys of a set, verifies a token.
    private func accepts(_ token: String, _ key: JSONValue) -> Bool {
        let keys = (key["keys"]?.array ?? [key]).map(corrected)
        // Each key's own algorithm is allowed; for keys without `alg`, one that would fit, so that only `use` and
        // `key_ops` can refuse them.
        let algorithms = keys.compactMap { key in
            key["alg"]?.string.flatMap(SignatureAlgorithm.init(named:)) ?? (key["kty"] == "RSA" ? .rs256 : .es256)
        }
        guard let set = try? JSONWebKeySet(["keys": .array(keys)]),
            let verifier = try? VerificationKeySet(set, algorithms: Set(algorithms))
        else { return false }
        return (try? verifier.verify(token)) != nil
    }

    /// Some keys on P-521 say `ES521`, a typing error for ES512. (A key on P-256 that says so is a test.)
    private func corrected(_ key: JSONValue) -> JSONValue {
        guard key["alg"] == "ES521", key["crv"] == "P-521" else { return key }
        return key.with(["alg": "ES512"])
    }

    @Test("json_web_signature_test: 395 of 401, and exactly the known exceptions")
    func signatures() throws {
        let cases = try cases("json_web_signature_test.json")
        #expect(cases.count == 401)
        let exceptions = cases.filter { $0.isValid != $0.isAccepted }
        #expect(exceptions.map(\.number) == [346, 350, 367, 370, 372, 373])
        // 346 and 350 mix PS256 with PS384; 372 and 373 are labelled valid, but contain "?".
        #expect(exceptions.filter { $0.isAccepted }.map(\.number) == [367, 370])
    }

    @Test("json_web_key_test: every result is the expected one")
    func keys() throws {
        let cases = try cases("json_web_key_test.json")
        #expect(cases.count == 26)
        #expect(cases.filter { $0.isValid != $0.isAccepted }.map(\.number) == [])
    }

    @Test("json_web_crypto_test: every result for a compact signature is the expected one")
    func cryptography() throws {
        let cases = try cases("json_web_crypto_test.json")
        #expect(cases.count == 48)
        #expect(cases.filter { $0.isValid != $0.isAccepted }.map(\.number) == [])
    }
}
