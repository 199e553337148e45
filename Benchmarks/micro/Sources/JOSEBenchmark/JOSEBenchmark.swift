// Signs and verifies by every algorithm: with the bare call of swift-crypto, with TesseraJOSE, with JWTKit.
//
// Then access tokens through TesseraVerifier with every policy, by one and by two tasks, and repeated from its cache; and
// proofs of possession.
//
// Prints one line of JSON for each algorithm and operation: operations per second of processor time (medians of
// interleaved rounds) and ratios. Fails when one library refuses the other's token.
//
// jose-bench [--rounds N] [--milliseconds N] [ALGORITHM…]

import CountingMalloc
import Foundation
import TesseraJOSE
import TesseraVerifier

@main
struct JOSEBenchmark {
    var rounds = 5
    var batch = Duration.milliseconds(200)
    var algorithms = SignatureAlgorithm.allCases

    static func main() async throws {
        var benchmark = JOSEBenchmark()
        try benchmark.read(Array(CommandLine.arguments.dropFirst()))
        for algorithm in benchmark.algorithms { try await benchmark.run(algorithm) }
        for algorithm in benchmark.algorithms where [.es256, .eddsa, .hs256].contains(algorithm) {
            try await benchmark.runAccessTokens(algorithm)
        }
        for algorithm in benchmark.algorithms where [.es256, .eddsa].contains(algorithm) {
            try await benchmark.runProofs(algorithm)
        }
    }

    private mutating func read(_ arguments: [String]) throws {
        var names: [SignatureAlgorithm] = []
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            if argument == "--rounds", let value = rest.popFirst().flatMap({ Int($0) }), value > 0 {
                rounds = value
            } else if argument == "--milliseconds", let value = rest.popFirst().flatMap({ Int($0) }), value > 0 {
                batch = .milliseconds(value)
            } else if let algorithm = SignatureAlgorithm(rawValue: argument) {
                names.append(algorithm)
            } else {
                throw BenchmarkFailure("usage: jose-bench [--rounds N] [--milliseconds N] [ALGORITHM…]")
            }
        }
        if !names.isEmpty { algorithms = names }
    }

    /// Access tokens through the verifier with every policy, the status included.
    private func runAccessTokens(_ algorithm: SignatureAlgorithm) async throws {
        let key = try SigningKey.generate(algorithm, keyID: "2026-11-benchmark")
        let tokens = try await AccessTokens(key)
        let peer = PeerAccessTokens(peer: try await Peer(key))
        let (token, verifier, remembering) = (tokens.token, tokens.verifier, tokens.remembering)
        _ = try await peer.verify(token)
        let raw = try RawCalls(key, token: token)
        let verifying = Candidate(name: "verifier") { count in
            for _ in 0..<count { blackHole(try await verifier.verify(token)) }
        }
        let repeating = Candidate(name: "repeated") { count in
            for _ in 0..<count { blackHole(try await remembering.verify(token)) }
        }
        let rates = try await measure(
            [
                .synchronous("raw", raw.verify), verifying, repeating,
                Candidate(name: "jwtkit") { count in for _ in 0..<count { blackHole(try await peer.verify(token)) } },
            ],
            rounds: rounds,
            batch: batch
        )
        let both = try await measureTogether(
            [.synchronous("raw", raw.verify), verifying, repeating],
            tasks: 2,
            rounds: rounds,
            counts: rates.mapValues { max(20, Int($0 * (batch / .seconds(1)))) }
        )
        var line: JSONObject = ["algorithm": .string(algorithm.rawValue), "operation": "access_token"]
        for name in ["raw", "verifier", "repeated", "jwtkit"] {
            line["\(name)_per_second"] = rates[name].map { .integer(Int64($0.rounded())) }
            line["\(name)_per_second_two_tasks"] = both[name].map { .integer(Int64($0.rounded())) }
        }
        func ratio(_ one: Double?, _ other: Double?) -> JSONValue? {
            guard let one, let other else { return nil }
            return .number((one / other * 1000).rounded() / 1000)
        }
        line["verifier_to_raw"] = ratio(rates["verifier"], rates["raw"])
        line["verifier_to_raw_two_tasks"] = ratio(both["verifier"], both["raw"])
        line["verifier_to_jwtkit"] = ratio(rates["verifier"], rates["jwtkit"])
        line["allocations"] = .integer(try await Self.allocations { blackHole(try await verifier.verify(token)) })
        line["allocations_repeated"] = .integer(
            try await Self.allocations { blackHole(try await remembering.verify(token)) }
        )
        line["allocations_jwtkit"] = .integer(try await Self.allocations { blackHole(try await peer.verify(token)) })
        // What the library below the policies asks for: header and claims.
        let set = try VerificationKeySet(JSONWebKeySet([key.publicKey ?? key.jsonWebKey]), algorithms: [algorithm])
        line["allocations_claims"] = .integer(
            try await Self.allocations { blackHole(try Claims(parsing: try set.verify(token).payload)) }
        )
        line["allocations_raw"] = .integer(try await Self.allocations { try raw.verify() })
        print(String(decoding: line.serialized(), as: UTF8.self))
    }

    /// Proofs of possession (RFC 9449): the whole check beside the bare verification of the same signature.
    private func runProofs(_ algorithm: SignatureAlgorithm) async throws {
        let key = try SigningKey.generate(algorithm)
        let proof = try BenchmarkProof(by: key)
        let raw = try RawCalls(key, token: proof.text)
        let rates = try await measure(
            [
                .synchronous("raw", raw.verify), .synchronous("proof") { try proof.check() },
                .synchronous("parsed") { blackHole(try DPoPProof(verifying: proof.text, algorithms: [algorithm])) },
            ],
            rounds: rounds,
            batch: batch
        )
        var line: JSONObject = ["algorithm": .string(algorithm.rawValue), "operation": "dpop_proof"]
        for name in ["raw", "proof", "parsed"] {
            line["\(name)_per_second"] = rates[name].map { .integer(Int64($0.rounded())) }
        }
        if let whole = rates["proof"], let raw = rates["raw"] {
            line["proof_to_raw"] = .number((whole / raw * 1000).rounded() / 1000)
        }
        line["allocations"] = .integer(try await Self.allocations { try proof.check() })
        print(String(decoding: line.serialized(), as: UTF8.self))
    }

    /// How often one operation asks for memory, the same number each time.
    private static func allocations(_ body: () async throws -> Void) async throws -> Int64 {
        for _ in 0..<10 { try await body() }
        var fewest = UInt64.max
        for _ in 0..<10 {
            let before = allocation_count()
            try await body()
            fewest = min(fewest, allocation_count() &- before)
        }
        return Int64(fewest)
    }

    private func run(_ algorithm: SignatureAlgorithm) async throws {
        let key = try SigningKey.generate(algorithm, keyID: "2026-11-benchmark")
        let keys = try VerificationKeySet(JSONWebKeySet([key.publicKey ?? key.jsonWebKey]), algorithms: [algorithm])
        let peer = try await Peer(key)
        let payload = Array(try JSONEncoder().encode(PeerClaims.sample))
        let token = try key.sign(payload, type: "at+jwt")
        let peerToken = try await peer.sign()

        // Each library takes the other's token.
        let claims = try await peer.verify(token)
        guard claims.sub == PeerClaims.sample.sub, try keys.verify(peerToken).header.algorithm == algorithm else {
            throw BenchmarkFailure("the libraries disagree about \(algorithm.rawValue)")
        }

        let raw = try RawCalls(key, token: token)
        let signing = try await measure(
            [
                .synchronous("raw", raw.sign),
                .synchronous("tessera") { blackHole(try key.sign(payload, type: "at+jwt")) },
                Candidate(name: "jwtkit") { count in for _ in 0..<count { blackHole(try await peer.sign()) } },
            ],
            rounds: rounds,
            batch: batch
        )
        report(algorithm, "sign", signing)

        let verifying = try await measure(
            [
                .synchronous("raw", raw.verify),
                .synchronous("tessera") { blackHole(try keys.verify(token)) },
                .synchronous("tessera_with_claims") { blackHole(try Claims(parsing: try keys.verify(token).payload)) },
                Candidate(name: "jwtkit") { count in for _ in 0..<count { blackHole(try await peer.verify(token)) } },
            ],
            rounds: rounds,
            batch: batch
        )
        report(algorithm, "verify", verifying)
    }

    private func report(_ algorithm: SignatureAlgorithm, _ operation: String, _ rates: [String: Double]) {
        var line: JSONObject = ["algorithm": .string(algorithm.rawValue), "operation": .string(operation)]
        for name in ["raw", "tessera", "tessera_with_claims", "jwtkit"] {
            guard let rate = rates[name] else { continue }
            line["\(name)_per_second"] = .integer(Int64(rate.rounded()))
        }
        if let own = rates["tessera"], let raw = rates["raw"], let peer = rates["jwtkit"] {
            line["tessera_to_raw"] = .number((own / raw * 1000).rounded() / 1000)
            line["tessera_to_jwtkit"] = .number((own / peer * 100).rounded() / 100)
        }
        print(String(decoding: line.serialized(), as: UTF8.self))
    }
}
