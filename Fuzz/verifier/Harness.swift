// Fuzzes TesseraVerifier with libFuzzer. `run.sh` compiles this file together with the sources, so that it also reaches
// what isn't public, and picks what to fuzz by the environment variable TESSERA_FUZZ_TARGET.
//
// Each target takes any bytes, must never crash, and checks what must hold for those that are accepted.

import Foundation

private enum Target: String, CaseIterable {
    /// A stream of events: cut anywhere it says the same, and what it asks for is well-formed.
    case events
    /// A status list: a zlib stream behind a byte that says how many bits an entry has, and the payload of a list's token.
    case list
    /// The payload of an access token, validly signed: it is accepted or refused, the same in every way of asking.
    case token
}

private struct Harness {
    private static let now: Int64 = 1_800_000_000
    private static let issuer = "https://i.example"
    private static let address = "https://i.example/status/lists/0"

    private let target: Target
    private let signer: SigningKey
    private let keys: VerificationKeySet
    private let verifier: AccessTokenVerifier

    init() {
        let name = ProcessInfo.processInfo.environment["TESSERA_FUZZ_TARGET"] ?? ""
        guard let target = Target(rawValue: name) else {
            fatalError("Set TESSERA_FUZZ_TARGET to one of \(Target.allCases.map(\.rawValue)).")
        }
        self.target = target
        do {
            // The key of RFC 7515 A.1.
            let key = try JSONWebKey([
                "kty": "oct", "alg": "HS256", "kid": "k",
                "k": "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow",
            ])
            signer = try SigningKey(key)
            keys = try VerificationKeySet(JSONWebKeySet([key]), algorithms: [.hs256])
        } catch {
            fatalError("The harness's own key was refused: \(error)")
        }
        verifier = AccessTokenVerifier(
            issuer: Self.issuer,
            audience: "a",
            keys: StaticKeySet(keys),
            status: ValidStatus(),
            algorithms: [.hs256],
            now: { Self.now }
        )
    }

    func run(_ bytes: [UInt8]) {
        switch target {
        case .events: events(bytes)
        case .list: list(bytes)
        case .token: token(bytes)
        }
    }

    private func events(_ bytes: [UInt8]) {
        let whole = outcome(bytes, cutAt: bytes.count)
        for cut in [1, 2, 3, 7] { precondition(outcome(bytes, cutAt: cut) == whole, "A cut changes what is read.") }
        var stream = StatusStream(maximumFrameBytes: 512)
        stream.connect(at: .zero)
        guard let effects = try? stream.receive(bytes, at: .seconds(1)) else {
            precondition(stream.lastEventID == nil, "A broken stream would be resumed.")
            return
        }
        var lists = StatusLists(issuer: Self.issuer, policy: .standard)
        _ = lists.begin(Self.address, at: .zero)
        for effect in effects {
            switch effect {
            case .began(_, let confirmation):
                precondition(!confirmation.stream.isEmpty && !confirmation.id.isEmpty, "Nothing to confirm by.")
                lists.streamBegan(isResumed: false, at: .seconds(1))
            case .invalidate(let uri, let indices):
                precondition(indices.allSatisfy { $0 >= 0 }, "An entry below the first.")
                lists.invalidate(uri, indices, seconds: Self.now)
            case .revokeKey(let keyID, _):
                precondition(!keyID.isEmpty && keyID.utf8.count <= 256, "A key without a usable name.")
                lists.distrust(keyID: keyID)
            }
        }
        precondition(stream.deadline <= .seconds(1 + 605), "A dead stream would be trusted for long.")
    }

    /// What a parser says, fed in pieces; nil when it refuses.
    private func outcome(_ bytes: [UInt8], cutAt size: Int) -> [ServerSentEvent]? {
        var parser = ServerSentEventParser(maximumBytes: 512)
        var events: [ServerSentEvent] = []
        for start in stride(from: 0, to: bytes.count, by: max(1, size)) {
            guard let read = try? parser.read(bytes[start..<min(start + max(1, size), bytes.count)]) else { return nil }
            events += read
        }
        precondition(events.allSatisfy { $0.data.count < 512 }, "An event beyond the bound.")
        return events
    }

    private func list(_ bytes: [UInt8]) {
        guard let first = bytes.first else { return }
        if let list = try? StatusList(
            bitsPerEntry: Int(first),
            compressed: Array(bytes.dropFirst()),
            maximumBytes: 1000
        ) {
            precondition(list.bytes.count <= 1000, "A list beyond its bound.")
            precondition(
                list.status(at: list.entryCount) == nil && list.status(at: -1) == nil,
                "An entry beyond the end."
            )
            if list.entryCount > 0 {
                precondition(list.status(at: list.entryCount - 1) != nil, "The last entry is missing.")
            }
        }
        guard let signed = try? signer.sign(bytes, type: "statuslist+jwt") else { return }
        guard let token = try? read(signed) else { return }
        precondition(token.issuedAt < token.expiresAt && token.issuedAt <= Self.now + 30, "A list out of time.")
        precondition(token.list.bytes.count <= 1000, "A list beyond its bound.")
        precondition(token.lifetime.map { $0 > .zero } ?? true, "A list that never lives.")
        var lists = StatusLists(issuer: Self.issuer, policy: .standard)
        _ = lists.begin(Self.address, at: .zero)
        lists.succeeded(Self.address, token, entityTag: nil, at: .zero, seconds: Self.now)
        for index in [0, 1, token.list.entryCount, .max] {
            _ = lists.finding(StatusReference(uri: Self.address, index: index), at: .zero)
        }
        _ = lists.nextFetch
        _ = lists.due(at: .seconds(100))
    }

    private func read(_ token: String) throws -> StatusListToken {
        try StatusListToken(
            Array(token.utf8),
            uri: Self.address,
            issuer: Self.issuer,
            keys: keys,
            now: Self.now,
            leeway: 30,
            maximumBytes: 1000
        )
    }

    private func token(_ bytes: [UInt8]) {
        guard let signed = try? signer.sign(bytes, type: "at+jwt") else { return }
        let first = Result { try verifier.verify(signed, with: keys) }
        let second = Result { try verifier.verify(signed, with: keys) }
        switch (first, second) {
        case (.success(let one), .success(let other)):
            precondition(one == other, "One token says two things.")
            precondition(one.issuer == Self.issuer && one.audience.contains("a"), "Somebody else's token.")
            precondition(one.expiresAt + 30 > Self.now && one.claims["cnf"] == nil, "An expired or bound token.")
        case (.failure(let one), .failure(let other)):
            precondition(one as? VerificationError == other as? VerificationError, "One token is refused in two ways.")
            precondition(one is VerificationError, "A refusal without a rule.")
        default: fatalError("One token is accepted and refused.")
        }
        precondition((try? read(signed)) == nil, "An access token was taken for a status list.")
    }
}

/// Every entry is valid.
private struct ValidStatus: StatusSource {
    func status(of reference: StatusReference) -> StatusFinding { .known(.valid) }
    func refreshedStatus(of reference: StatusReference) async -> StatusFinding { .known(.valid) }
}

private let harness = Harness()

/// What libFuzzer calls for every input.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    harness.run(Array(UnsafeBufferPointer(start: start, count: count)))
    return 0
}
