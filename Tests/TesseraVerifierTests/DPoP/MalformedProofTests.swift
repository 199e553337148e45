import TesseraJOSE
import TesseraTesting
import Testing

@testable import TesseraVerifier

/// Seeded, so that a failure can be had again.
private struct Generator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ (state >> 29)
    }
}

@Suite("Malformed proofs: refused in bounded time, never a crash")
struct MalformedProofTests {
    let maker: ProofMaker
    let verifier: DPoPVerifier

    init() throws {
        maker = try ProofMaker()
        verifier = DPoPVerifier(now: { TestIssuer.now })
    }

    @Test(arguments: 0..<8 as Range<UInt64>)
    func `a proof of which any bytes were changed is refused`(seed: UInt64) throws {
        var generator = Generator(state: seed &* 0x9E37_79B9 &+ 1)
        let alphabet = Array("ABab01-_.=+/ {}\"\\\u{0}\u{7F}é".utf8)
        for _ in 0..<250 {
            let proof = try Array(maker.proof().utf8)
            var changed = proof
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let index = Int.random(in: 0..<changed.count, using: &generator)
                switch Int.random(in: 0..<4, using: &generator) {
                case 0: changed[index] = alphabet[Int.random(in: 0..<alphabet.count, using: &generator)]
                case 1: changed.remove(at: index)
                case 2: changed.insert(UInt8.random(in: 0...255, using: &generator), at: index)
                default: changed.swapAt(index, Int.random(in: 0..<changed.count, using: &generator))
                }
            }
            guard changed != proof else { continue }
            let text = String(decoding: changed, as: UTF8.self)
            #expect(rule(verifier, ProofMaker.presented(text)) != nil, "\(text)")
        }
    }

    @Test(arguments: 0..<4 as Range<UInt64>)
    func `a signed proof of any JSON is refused or says what it must`(seed: UInt64) throws {
        var generator = Generator(state: seed &+ 77)
        let values: [JSONValue] = [
            .null, .bool(true), "", "GET", .integer(.max), .integer(.min), .integer(0), [], [:], ["a": ["b": [1]]],
            .string(String(repeating: "x", count: 3000)), "\u{0}", "https://api.example.com/notes", "https://",
            "https://[::1", "https://[::1]:99999/", "https://a:b@c/", "%", "https://x/%", "https://x/%zz", "//",
        ]
        let names = ["jti", "htm", "htu", "iat", "ath", "nonce", "exp", "nbf", "aud", "iss", "x"]
        for _ in 0..<250 {
            let proof = try maker.proof { claims in
                for _ in 0..<Int.random(in: 1...4, using: &generator) {
                    let name = names[Int.random(in: 0..<names.count, using: &generator)]
                    claims[name] = values[Int.random(in: 0..<values.count, using: &generator)]
                }
            }
            guard let parsed = try? DPoPProof(verifying: proof, algorithms: [.es256]) else { continue }
            #expect((8...256).contains(parsed.identifier.utf8.count))
            #expect(!parsed.method.isEmpty && !parsed.uri.isEmpty)
            _ = rule(verifier, ProofMaker.presented(proof))
        }
    }

    @Test func `the largest proofs of every kind are refused within a second`() throws {
        let long = String(repeating: "A", count: 8000)
        let key = #"{"kty":"RSA","e":"_____w","n":"\#(long.prefix(5000))"}"#
        let header = Array(#"{"typ":"dpop+jwt","alg":"RS256","jwk":\#(key)}"#.utf8)
        let deep = Array((String(repeating: "[", count: 4000)).utf8)
        let dots = String(repeating: ".", count: 8192)
        let clock = ContinuousClock()
        let duration = clock.measure {
            for _ in 0..<20 {
                for text in [
                    dots, long, long + ".", "\(long).a.b", Base64URL.encode(header) + ".e30.AAAA",
                    Base64URL.encode(deep) + ".e30.AAAA",
                    String(repeating: "🧨", count: 2048),
                ] {
                    #expect(rule(verifier, ProofMaker.presented(text)) != nil)
                }
            }
        }
        #expect(duration < .seconds(20))
    }

    @Test func `an RSA key of the longest size is no burden`() throws {
        // 8192 bits and a huge exponent: what the key reader lets through at most.
        let modulus = Base64URL.encode([0xFF] + [UInt8](repeating: 0xA7, count: 1022) + [0xFD])
        let header = #"{"typ":"dpop+jwt","alg":"RS256","jwk":{"kty":"RSA","e":"_____w","n":"\#(modulus)"}}"#
        let text = Base64URL.encode(Array(header.utf8)) + ".e30." + Base64URL.encode([UInt8](repeating: 1, count: 1024))
        let refused = rule(verifier, ProofMaker.presented(text))
        #expect(refused == .signature || refused == .key)
    }
}
