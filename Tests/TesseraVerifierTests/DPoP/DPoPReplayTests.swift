import Synchronization
import TesseraJOSE
import TesseraTesting
import Testing

@testable import TesseraVerifier

@Suite("Used proofs and nonces, RFC 9449 §8 and §11.1")
struct DPoPReplayTests {
    let maker: ProofMaker
    let clock = ManualClock()

    init() throws {
        maker = try ProofMaker()
    }

    private func proof(_ jti: String, nonce: String? = nil, at offset: Int64 = 0) throws -> PresentedProof {
        let proof = try maker.proof(token: nil) { claims in
            claims["jti"] = .string(jti)
            claims["iat"] = .integer(TestIssuer.now + offset)
            if let nonce { claims["nonce"] = .string(nonce) }
        }
        return ProofMaker.presented(proof)
    }

    @Test func `a proof is good once, for as long as its iat would be`() throws {
        let verifier = DPoPVerifier(now: clock.now)
        let presented = try proof("proof-number-1", at: 5)
        #expect(rule(verifier, presented) == nil)
        #expect(rule(verifier, presented) == .replay)
        clock.advance(by: .seconds(65))
        #expect(rule(verifier, presented) == .replay)
        clock.advance(by: .seconds(1))
        #expect(rule(verifier, presented) == .expired)
    }

    @Test func `another key may use the same jti`() throws {
        let verifier = DPoPVerifier(now: clock.now)
        #expect(try rule(verifier, proof("proof-number-1")) == nil)
        let other = try ProofMaker().proof { $0["jti"] = "proof-number-1" }
        #expect(rule(verifier, ProofMaker.presented(other)) == nil)
    }

    @Test func `a refused proof is not used up`() throws {
        let verifier = DPoPVerifier(now: clock.now)
        let good = try proof("proof-number-1")
        #expect(rule(verifier, PresentedProof(values: good.values, method: "PUT", uri: good.uri)) == .method)
        #expect(rule(verifier, good) == nil)
    }

    @Test func `of many at once one is new`() async throws {
        let verifier = DPoPVerifier(now: clock.now)
        let presented = try proof("proof-number-1")
        let accepted = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<32 { group.addTask { rule(verifier, presented) == nil } }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(accepted == 1)
    }

    @Test func `a full memory refuses what is new, forgets nothing, and takes on when time has passed`() throws {
        let memory = ProofMemory(capacity: 16 * 4)
        let key = maker.thumbprint
        for number in 0..<4 { #expect(memory.remember("jti-\(number)", by: key, until: 100, at: 10) == .new) }
        #expect(memory.remember("jti-4", by: key, until: 100, at: 10) == .unknown)
        #expect(memory.remember("jti-4", by: key, until: 100, at: 99) == .unknown)
        for number in 0..<4 { #expect(memory.remember("jti-\(number)", by: key, until: 100, at: 99) == .repeated) }
        #expect(memory.remember("jti-4", by: key, until: 200, at: 100) == .new)
        #expect(memory.count == 1)
    }

    @Test func `a key that fills its part leaves most others undisturbed`() throws {
        let memory = ProofMemory(capacity: 16 * 4)
        let key = maker.thumbprint
        for number in 0..<8 { _ = memory.remember("jti-\(number)", by: key, until: 100, at: 10) }
        var refused = 0
        for number in 0..<64 {
            let other = String(repeating: "A", count: 42) + String(UnicodeScalar(UInt8(0x30 + number % 64)))
            if memory.remember("jti", by: other, until: 100, at: 10) == .unknown { refused += 1 }
        }
        #expect(refused == 4)
    }

    @Test func `memory is a temporary refusal of its own`() throws {
        let verifier = DPoPVerifier(DPoPPolicy(maximumProofs: 16), now: clock.now)
        #expect(try rule(verifier, proof("proof-number-1")) == nil)
        #expect(try rule(verifier, proof("proof-number-2")) == .memory)
        #expect(VerificationError(DPoPError(.memory)).isTemporary)
    }

    @Test func `what is out of its time makes room before the memory is full`() {
        let part = ProofMemoryPart(capacity: 100_000)
        for number in 0..<1024 { _ = part.remember(ProofDigest("\(number)", "key"), until: 10, at: 0) }
        #expect(part.count == 1024)
        _ = part.remember(ProofDigest("next", "key"), until: 20, at: 10)
        #expect(part.count == 1)
    }

    @Test func `with nonces a proof needs one, and its iat means nothing`() throws {
        let source = DPoPNonceSource(secret: [UInt8](repeating: 1, count: 32))
        let verifier = DPoPVerifier(DPoPPolicy(nonces: source), now: clock.now)
        let nonce = try #require(verifier.nonce)
        #expect(try rule(verifier, proof("proof-number-1")) == .nonce)
        #expect(try rule(verifier, proof("proof-number-2", nonce: nonce, at: -86_400)) == nil)
        #expect(try rule(verifier, proof("proof-number-3", nonce: nonce, at: 86_400)) == nil)
        #expect(try rule(verifier, proof("proof-number-4", nonce: nonce + "A")) == .nonce)
        let stranger = DPoPNonceSource(secret: [UInt8](repeating: 2, count: 32))
        #expect(try rule(verifier, proof("proof-number-5", nonce: stranger.nonce(at: clock.now()))) == .nonce)
    }

    @Test func `the nonces of this window, of the one before and of the next are good, and no other`() throws {
        let source = DPoPNonceSource(secret: [UInt8](repeating: 1, count: 32), window: 300)
        let verifier = DPoPVerifier(DPoPPolicy(nonces: source), now: clock.now)
        let first = try #require(verifier.nonce)
        #expect(source.nonce(at: TestIssuer.now + 299) == first)
        #expect(source.nonce(at: TestIssuer.now + 300) != first)
        #expect(source.end(of: first, at: TestIssuer.now + 599) == TestIssuer.now + 600)
        #expect(source.end(of: first, at: TestIssuer.now + 600) == nil)
        // Of the future, as a node gives it whose clock is ahead.
        let next = source.nonce(at: TestIssuer.now + 300)
        #expect(source.end(of: next, at: TestIssuer.now) == TestIssuer.now + 900)
        #expect(source.end(of: next, at: TestIssuer.now - 1) == nil)
    }

    @Test func `a proof with a nonce is remembered until its nonce ends`() throws {
        let source = DPoPNonceSource(secret: [UInt8](repeating: 1, count: 32), window: 300)
        let verifier = DPoPVerifier(DPoPPolicy(nonces: source), now: clock.now)
        let presented = try proof("proof-number-1", nonce: source.nonce(at: clock.now()))
        #expect(rule(verifier, presented) == nil)
        clock.advance(by: .seconds(599))
        #expect(rule(verifier, presented) == .replay)
        clock.advance(by: .seconds(1))
        #expect(rule(verifier, presented) == .nonce)
    }

    @Test func `a proof with the nonce of a node that is ahead is good here, once, for as long as its nonce`() throws {
        let source = DPoPNonceSource(secret: [UInt8](repeating: 1, count: 32), window: 300)
        let verifier = DPoPVerifier(DPoPPolicy(nonces: source), now: clock.now)
        let presented = try proof("proof-number-1", nonce: source.nonce(at: clock.now() + 300))
        #expect(rule(verifier, presented) == nil)
        clock.advance(by: .seconds(899))
        #expect(rule(verifier, presented) == .replay)
        clock.advance(by: .seconds(1))
        #expect(rule(verifier, presented) == .nonce)
    }

    @Test func `a proof from a clock that is ahead is remembered for as long as it would be good`() throws {
        let verifier = DPoPVerifier(now: clock.now)
        let presented = try proof("proof-number-1", at: 35)
        #expect(rule(verifier, presented) == nil)
        clock.advance(by: .seconds(95))
        #expect(rule(verifier, presented) == .replay)
        clock.advance(by: .seconds(1))
        #expect(rule(verifier, presented) == .expired)
    }

    @Test func `a moment before 1970 has a nonce, too`() {
        let source = DPoPNonceSource(secret: [UInt8](repeating: 1, count: 32), window: 300)
        #expect(source.nonce(at: -1) == source.nonce(at: -300))
        #expect(source.nonce(at: -301) != source.nonce(at: -300))
        #expect(source.nonce(at: -1) != source.nonce(at: 0))
        #expect(!"\(source)\(String(reflecting: source))".contains("1, 1"))
    }
}
