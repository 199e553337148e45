import Foundation
import TesseraJOSE
import Testing

@testable import TesseraVerifier

/// The public test vectors, which lie beside the package and aren't part of it.
private enum Examples {
    static let file = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
        .appending(path: "../shared/vectors/dpop/rfc9449_examples.json").standardizedFileURL

    static let arePresent = FileManager.default.fileExists(atPath: file.path)

    /// The cases that are proofs.
    static func proofs() throws -> [JSONValue] {
        let json = try JSONValue(parsing: Array(Data(contentsOf: file)))
        return try #require(json["cases"]?.array).filter { $0["header"]?["typ"] == "dpop+jwt" }
    }

    static func verifier(at now: Int64) -> DPoPVerifier { DPoPVerifier(now: { now }) }
}

@Suite(
    "The examples of RFC 9449",
    .enabled(if: Examples.arePresent, "Skipped: the public test vectors aren't at ../shared/vectors.")
)
struct RFC9449Tests {
    @Test func `every proof is accepted for its request at its time, and has its thumbprint`() throws {
        let proofs = try Examples.proofs()
        #expect(proofs.count == 3)
        for example in proofs {
            let payload = try #require(example["payload"])
            let presented = PresentedProof(
                values: [try #require(example["token"]?.string)],
                method: try #require(payload["htm"]?.string),
                uri: try #require(payload["htu"]?.string)
            )
            let now = try #require(payload["iat"]?.integer)
            let proof = try Examples.verifier(at: now).verify(presented)
            #expect(proof.thumbprint == example["jkt"]?.string)
            #expect(proof.identifier == payload["jti"]?.string)
            #expect(proof.accessTokenHash == payload["ath"]?.string)
            #expect(rule(Examples.verifier(at: now + 61), presented) == .expired)
            let elsewhere = PresentedProof(values: presented.values, method: "PUT", uri: presented.uri)
            #expect(rule(Examples.verifier(at: now), elsewhere) == .method)
        }
    }

    @Test func `the proof of the protected resource is for the token of §7.1`() throws {
        let proof = try #require(Examples.proofs().first { $0["payload"]?["ath"] != nil })
        let text = try #require(proof["token"]?.string)
        let parsed = try DPoPProof(verifying: text, algorithms: [.es256])
        let token = "Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU"
        #expect(parsed.isFor(TokenDigest(token)))
        #expect(!parsed.isFor(TokenDigest(token + "x")))
    }
}
