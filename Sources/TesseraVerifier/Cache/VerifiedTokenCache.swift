import TesseraJOSE

/// Remembers tokens that were accepted, in a fixed number of places.
///
/// It saves the signature check and nothing else: whoever takes a token out of it still asks for its times, its status
/// and all that may depend on the moment, and a token whose key has left the issuer's set isn't found. Only accepted
/// tokens get in, so nobody without a valid token can push one out.
final class VerifiedTokenCache: Sendable {
    private let shards: [TokenCacheShard]
    private let maximumTokenBytes: Int

    /// Makes a cache; `nil` when the policy wants none.
    init?(_ policy: TokenCachePolicy) {
        guard policy.capacity > 0 else { return nil }
        // Several locks, so that cores seldom meet at one.
        let count = policy.capacity >= 16 * TokenCacheShard.ways ? 16 : 1
        shards = (0..<count).map { _ in TokenCacheShard(capacity: policy.capacity / count) }
        maximumTokenBytes = policy.maximumTokenBytes
    }

    /// How many tokens have a place.
    var capacity: Int { shards.reduce(0) { $0 + $1.capacity } }

    /// How many tokens are remembered.
    var count: Int { shards.reduce(0) { $0 + $1.count } }

    /// What a token is known by; `nil` when it is too long to be remembered.
    func digest(of token: String) -> TokenDigest? {
        token.utf8.count <= maximumTokenBytes ? TokenDigest(token) : nil
    }

    /// A remembered token, if the key that verified it is still there.
    func token(for digest: TokenDigest, keys: VerificationKeySet) -> AcceptedToken? {
        let shard = shard(of: digest)
        guard let entry = shard.entry(for: digest) else { return nil }
        guard keys.contains(entry.token.verified.key) else {
            shard.remove(entry)
            return nil
        }
        return entry.token
    }

    /// Remembers an accepted token, in place of an expired one or else the one that was least recently used.
    func insert(_ token: AcceptedToken, for digest: TokenDigest, at now: Int64) {
        shard(of: digest).insert(TokenCacheEntry(digest: digest, token: token), at: now)
    }

    private func shard(of digest: TokenDigest) -> TokenCacheShard {
        shards[Int(truncatingIfNeeded: digest.words[0] % UInt64(shards.count))]
    }
}

/// A remembered token: one reference, so that little happens under a lock.
final class TokenCacheEntry: Sendable {
    let digest: TokenDigest
    let token: AcceptedToken

    init(digest: TokenDigest, token: AcceptedToken) {
        self.digest = digest
        self.token = token
    }
}
