// Fuzzes TesseraJOSE with libFuzzer. `run.sh` compiles this file together with the sources of the target, so that it
// also reaches what isn't public, and picks what to fuzz by the environment variable TESSERA_FUZZ_TARGET.
//
// Each target takes any bytes, must never crash, and checks what must hold for those that are accepted.

import Foundation

private enum Target: String, CaseIterable {
    /// JSON: what is read is written and read again as the same value.
    case json
    /// Base64url: one text for one sequence of bytes.
    case base64url
    /// Keys and key sets: what is read is written and read again as the same key; no secret in a public part.
    case keys
    /// Any text as a token: what verifies is canonical.
    case tokens
    /// A header and a payload, separated by a zero byte and signed: what lies behind a valid signature.
    case signed
}

private struct Harness {
    let target: Target
    let signer: SigningKey
    let verifier: VerificationKeySet

    init() {
        let name = ProcessInfo.processInfo.environment["TESSERA_FUZZ_TARGET"] ?? ""
        guard let target = Target(rawValue: name) else {
            fatalError("Set TESSERA_FUZZ_TARGET to one of \(Target.allCases.map(\.rawValue)).")
        }
        self.target = target
        do {
            // The key of RFC 7515 A.1, so that seeds can hold tokens that verify.
            let key = try JSONWebKey([
                "kty": "oct", "alg": "HS256", "kid": "k",
                "k": "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow",
            ])
            signer = try SigningKey(key)
            verifier = try VerificationKeySet(JSONWebKeySet([key]), algorithms: [.hs256])
        } catch {
            fatalError("The harness's own key was refused: \(error)")
        }
    }

    func run(_ bytes: [UInt8]) {
        switch target {
        case .json: json(bytes)
        case .base64url: base64url(bytes)
        case .keys: keys(bytes)
        case .tokens: token(String(decoding: bytes, as: UTF8.self))
        case .signed: signed(bytes)
        }
    }

    private func json(_ bytes: [UInt8]) {
        guard let value = try? JSONValue(parsing: bytes) else { return }
        let text = value.serialized()
        guard let again = try? JSONValue(parsing: text) else { fatalError("What was written can't be read.") }
        precondition(again == value, "What was written is read as another value.")
        precondition(again.serialized() == text, "The same value is written in two ways.")
        precondition(again.hashValue == value.hashValue, "Equal values have different hashes.")
    }

    private func base64url(_ bytes: [UInt8]) {
        if let decoded = Base64URL.decode(bytes) {
            precondition(Array(Base64URL.encode(decoded).utf8) == bytes, "A text that isn't canonical was accepted.")
        }
        precondition(Base64URL.decode(Base64URL.encode(bytes)) == bytes, "Encoding lost something.")
    }

    private func keys(_ bytes: [UInt8]) {
        if let set = try? JSONWebKeySet(parsing: bytes) {
            for key in set.keys { check(key) }
            _ = try? VerificationKeySet(set, algorithms: Set(SignatureAlgorithm.allCases))
            _ = try? VerificationKeySet(set, algorithms: [.es256, .rs256, .eddsa])
        }
        if let key = try? JSONWebKey(parsing: bytes) { check(key) }
    }

    private func check(_ key: JSONWebKey) {
        let json = key.json(includingPrivateKey: true)
        precondition((try? JSONWebKey(json)) == key, "A key that was written is read as another.")
        guard let publicKey = key.publicKey else { return }
        precondition(!publicKey.isPrivate && publicKey.thumbprint() == key.thumbprint(), "The public part is wrong.")
        let names = publicKey.json(includingPrivateKey: true).object?.names ?? []
        precondition(Set(names).isDisjoint(with: ["d", "p", "q", "dp", "dq", "qi", "k"]), "A secret was published.")
    }

    private func token(_ text: String) {
        let unverified = try? UnverifiedJWS(parsing: text)
        guard let verified = try? verifier.verify(text) else { return }
        guard let unverified else { fatalError("A token verifies that can't be taken apart.") }
        precondition(unverified.payloadBytes == verified.payload, "A payload is read in two ways.")
        precondition(unverified.header == verified.header.parameters, "A header is read in two ways.")
        judge(verified)
    }

    private func signed(_ bytes: [UInt8]) {
        let parts = bytes.split(separator: 0, maxSplits: 1, omittingEmptySubsequences: false)
        let payload = parts.count > 1 ? Array(parts[1]) : []
        guard let own = try? signer.sign(payload, type: "JWT"), let verified = try? verifier.verify(own) else {
            fatalError("What was signed doesn't verify.")
        }
        precondition(verified.payload == payload, "What was signed isn't what is verified.")
        judge(verified)
        let content = Base64URL.encode(Array(parts[0])) + "." + Base64URL.encode(payload)
        let signature = try? signer.rawSignature(over: Array(content.utf8))
        guard let signature else { fatalError("The harness can't sign.") }
        token(content + "." + Base64URL.encode(signature))
    }

    private func judge(_ token: VerifiedJWS) {
        _ = try? Claims(parsing: token.payload)
    }
}

extension SigningKey {
    /// The signature alone, over any content.
    fileprivate func rawSignature(over content: [UInt8]) throws -> [UInt8] {
        let signer = try Signer(jsonWebKey.material, algorithm)
        return try content.withUnsafeBytes { try signer.withSignature(over: $0) { Array($0) } }
    }
}

private let harness = Harness()

/// What libFuzzer calls for every input.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    harness.run(Array(UnsafeBufferPointer(start: start, count: count)))
    return 0
}
