import NIOCore
import NIOPosix
import Synchronization

/// A server that speaks enough of PostgreSQL's protocol (3.0) to be asked, and whose network stops where chance has it.
///
/// It knows people by number and has a row for every one of them, so that each row names the request that it belongs to.
final class ScriptedServer: Sendable {
    struct State {
        /// How often each number was written by a transaction that was committed.
        var committed: [Int64: Int] = [:]
        var connections: UInt64 = 0
        var cuts: [Cut.Kind: Int] = [:]
    }

    private let state = Mutex(State())
    private let seed: UInt64
    private let listener = Mutex<(any Channel)?>(nil)
    /// Whether its network stops at all.
    private let isFaulty = Atomic(true)

    /// - Parameter seed: Decides where the network of each connection stops, and how.
    static func start(seed: UInt64) async throws -> ScriptedServer {
        let server = ScriptedServer(seed: seed)
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 256)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(ScriptedConnection(server, server.newChance()))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        server.listener.withLock { $0 = channel }
        return server
    }

    private init(seed: UInt64) {
        self.seed = seed
    }

    var port: Int { listener.withLock { $0?.localAddress?.port } ?? 0 }

    var url: String {
        "postgresql://tessera@127.0.0.1:\(port)/tessera?sslmode=disable&gssencmode=disable"
    }

    var committed: [Int64: Int] { state.withLock { $0.committed } }
    var cuts: [Cut.Kind: Int] { state.withLock { $0.cuts } }

    /// From now on everything passes.
    func mend() { isFaulty.store(false, ordering: .relaxed) }

    func close() async throws {
        try await listener.withLock { $0 }?.close()
    }

    func commit(_ numbers: [Int64]) {
        state.withLock { state in
            for number in numbers { state.committed[number, default: 0] += 1 }
        }
    }

    func note(_ kind: Cut.Kind) {
        state.withLock { $0.cuts[kind, default: 0] += 1 }
    }

    /// The next thing that goes wrong on a connection; nil when nothing does.
    func nextCut(_ chance: inout Chance) -> Cut? {
        isFaulty.load(ordering: .relaxed) ? Cut(&chance) : nil
    }

    private func newChance() -> Chance {
        let number = state.withLock { state in
            state.connections += 1
            return state.connections
        }
        return Chance(seed: seed &* 0x1_0001 &+ number)
    }
}

/// Where the network of a connection stops, and how.
struct Cut {
    enum Kind: CaseIterable {
        /// Nothing passes for a while, in either direction; then everything does that was held up.
        case silence
        /// What the server says is held up; what it hears is not.
        case mute
        /// What the server hears is held up; what it says is not.
        case deaf
        /// The connection ends.
        case close
        /// An answer comes that was not asked for.
        case stray
    }

    let kind: Kind
    /// How many bytes the server says before.
    let position: Int
    let duration: TimeAmount

    init(_ chance: inout Chance) {
        kind = Kind.allCases.randomElement(using: &chance) ?? .silence
        position = Int.random(in: 0..<4000, using: &chance)
        duration = .milliseconds(.random(in: 5...300, using: &chance))
    }
}

/// Chance that can be had again (SplitMix64).
struct Chance: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}
