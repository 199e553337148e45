import Synchronization

/// A part of the cache behind a lock of its own: sets of a few places each, of which a token's digest chooses one.
final class TokenCacheShard: Sendable {
    /// How many places a set has.
    static let ways = 8

    private struct Place {
        var entry: TokenCacheEntry?
        var lastUse: UInt64 = 0
    }

    private struct State {
        var places: [Place]
        var uses: UInt64 = 0
    }

    private let ways: Int
    private let sets: Int
    private let state: Mutex<State>

    init(capacity: Int) {
        ways = max(1, min(Self.ways, capacity))
        sets = max(1, capacity / ways)
        state = Mutex(State(places: Array(repeating: Place(), count: ways * sets)))
    }

    var capacity: Int { ways * sets }

    var count: Int { state.withLock { $0.places.count { $0.entry != nil } } }

    func entry(for digest: TokenDigest) -> TokenCacheEntry? {
        let range = places(of: digest)
        return state.withLock { state in
            for index in range {
                guard let entry = state.places[index].entry, entry.digest == digest else { continue }
                state.uses &+= 1
                state.places[index].lastUse = state.uses
                return entry
            }
            return nil
        }
    }

    func insert(_ entry: TokenCacheEntry, at now: Int64) {
        let range = places(of: entry.digest)
        // What is replaced is freed behind the lock.
        let replaced = state.withLock { state in
            var chosen = range.lowerBound
            var lowest = UInt64.max
            for index in range {
                let place = state.places[index]
                if place.entry?.digest == entry.digest {
                    chosen = index
                    break
                }
                let isFree = place.entry.map { $0.token.accessToken.expiresAt <= now } ?? true
                let rank = isFree ? 0 : place.lastUse
                if rank < lowest { (chosen, lowest) = (index, rank) }
            }
            state.uses &+= 1
            let replaced = state.places[chosen].entry
            state.places[chosen] = Place(entry: entry, lastUse: state.uses)
            return replaced
        }
        _ = replaced
    }

    func remove(_ entry: TokenCacheEntry) {
        let range = places(of: entry.digest)
        state.withLock { state in
            for index in range where state.places[index].entry === entry { state.places[index] = Place() }
        }
    }

    private func places(of digest: TokenDigest) -> Range<Int> {
        let first = Int(truncatingIfNeeded: digest.words[1] % UInt64(sets)) * ways
        return first..<first + ways
    }
}
