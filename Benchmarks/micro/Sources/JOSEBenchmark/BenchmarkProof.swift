import TesseraJOSE
import TesseraVerifier

/// One proof of possession, and its whole check.
struct BenchmarkProof: Sendable {
    let text: String
    private let presented: PresentedProof
    private let verifier: DPoPVerifier

    init(by key: SigningKey) throws {
        let now = SystemTime.seconds()
        let uri = "https://api.example.com/notes"
        let claims: JSONValue = [
            "jti": "5f0c2a52-7d1f-4a57-9b0e-0f4e0a1d9c11", "htm": "GET", "htu": .string(uri), "iat": .integer(now),
            "ath": "fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo",
        ]
        text = try key.signEmbeddingKey(claims.serialized(), type: "dpop+jwt")
        presented = PresentedProof(values: [text], method: "GET", uri: uri)
        // The clock stands still, so that the proof stays in its time.
        verifier = DPoPVerifier(now: { now })
        _ = try verifier.verify(presented)
    }

    /// Every check up to the memory, which knows the proof: a look-up all the same.
    func check() throws {
        do {
            blackHole(try verifier.verify(presented))
        } catch {
            guard error.rule == .replay else { throw error }
            return
        }
        throw BenchmarkFailure("a used proof was accepted")
    }
}
