// Signs and verifies by every algorithm: with the bare call of swift-crypto, with TesseraJOSE, with JWTKit.
//
// Prints one line of JSON for each algorithm and operation: operations per second (medians of interleaved rounds) and
// ratios. Fails when one library refuses the other's token.
//
// jose-bench [--rounds N] [--milliseconds N] [ALGORITHM…]

import Foundation
import TesseraJOSE

@main
struct JOSEBenchmark {
    var rounds = 5
    var batch = Duration.milliseconds(200)
    var algorithms = SignatureAlgorithm.allCases

    static func main() async throws {
        var benchmark = JOSEBenchmark()
        try benchmark.read(Array(CommandLine.arguments.dropFirst()))
        for algorithm in benchmark.algorithms { try await benchmark.run(algorithm) }
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
