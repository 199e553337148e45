import Crypto
import Synchronization

/// What became of a proof that was to be remembered.
enum ProofNovelty: Sendable, Hashable {
    /// It is new, and remembered now.
    case new
    /// It was used before.
    case repeated
    /// There is no place for it.
    case unknown
}

/// Remembers which proofs were used, for as long as they would be good, so that none is good twice (RFC 9449 §11.1).
///
/// Bounded: a proof that finds no place is refused, and none that is still good is ever forgotten for another. Which
/// part of the memory a proof belongs to depends on its key, so that whoever fills one part with proofs by one key
/// leaves fifteen of sixteen other keys undisturbed.
final class ProofMemory: Sendable {
    private static let partCount = 16

    private let parts: [ProofMemoryPart]

    /// Makes an empty memory, which takes no room yet.
    /// - Parameter capacity: The most proofs remembered at a time.
    init(capacity: Int) {
        let capacityOfPart = max(1, capacity / Self.partCount)
        parts = (0..<Self.partCount).map { _ in ProofMemoryPart(capacity: capacityOfPart) }
    }

    /// How many proofs are remembered, those out of their time that were not removed yet included.
    var count: Int { parts.reduce(0) { $0 + $1.count } }

    /// Remembers a proof, unless it was used before: one step, so that of two equal ones only one is new.
    /// - Parameters:
    ///   - identifier: The `jti`.
    ///   - thumbprint: The key's thumbprint.
    ///   - end: The first second at which the proof is not good any more.
    ///   - now: The moment in seconds.
    /// - Returns: What became of it.
    func remember(_ identifier: String, by thumbprint: String, until end: Int64, at now: Int64) -> ProofNovelty {
        let sum = thumbprint.utf8.reduce(0) { $0 &+ Int($1) }
        return parts[sum % Self.partCount].remember(ProofDigest(identifier, thumbprint), until: end, at: now)
    }
}

/// A part of the memory behind a lock of its own.
final class ProofMemoryPart: Sendable {
    /// Below this many nothing is gained by removing what is out of its time.
    private static let smallest = 1024

    private struct State {
        /// The proofs, with the first second at which each is not good any more.
        var proofs: [ProofDigest: Int64] = [:]
        /// At how many proofs those out of their time are removed next.
        var sweepCount = ProofMemoryPart.smallest
        /// When they were removed last.
        var sweptAt = Int64.min
    }

    private let state = Mutex(State())
    private let capacity: Int

    init(capacity: Int) {
        self.capacity = capacity
    }

    var count: Int { state.withLock { $0.proofs.count } }

    func remember(_ digest: ProofDigest, until end: Int64, at now: Int64) -> ProofNovelty {
        state.withLock { state in
            if let known = state.proofs[digest], known > now { return .repeated }
            // When all is full, once a second at the most: a sweep looks at every proof.
            if state.proofs.count >= min(state.sweepCount, capacity), state.sweptAt != now {
                state.proofs = state.proofs.filter { $0.value > now }
                state.sweptAt = now
                state.sweepCount = max(Self.smallest, 2 * state.proofs.count)
            }
            guard state.proofs.count < capacity else { return .unknown }
            state.proofs[digest] = end
            return .new
        }
    }
}

/// 128 bits of SHA-256 over a proof's key and `jti`: 16 bytes, whatever the length of the `jti`.
struct ProofDigest: Sendable, Hashable {
    private let words: SIMD2<UInt64>

    init(_ identifier: String, _ thumbprint: String) {
        // A thumbprint is always 43 characters long, so that no two pairs give the same text.
        let digest = SHA256.hash(data: Array(thumbprint.utf8) + Array(identifier.utf8))
        words = unsafe digest.withUnsafeBytes { unsafe $0.loadUnaligned(as: SIMD2<UInt64>.self) }
    }
}
