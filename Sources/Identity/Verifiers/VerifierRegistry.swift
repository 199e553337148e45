// Verifiers owns the knowledge of who listens to the status events, and what each has confirmed. It never decides on a token, and
// keeps nothing of a verifier but the name that it gives itself and its address.

import Crypto
import Persistence
import Synchronization
import TesseraJOSE

/// Knows which verifiers are connected, to this server or to another on the same database, and what they have confirmed.
public final class VerifierRegistry: Sendable {
    /// How long a server may be silent before its connections are taken for gone: three heartbeats of the longest kind.
    static let patience: Duration = .seconds(45)
    /// How often a server with connections must say that it lives.
    public static let touchInterval: Duration = .seconds(15)

    private let database: any Database
    private let time: TimeSource
    private let random: RandomSource
    /// Names this process.
    private let server: [UInt8]
    /// Connections that could not be written down yet, by their secret names.
    private let unwritten = Mutex<[String: Connected]>([:])

    private struct Connected: Sendable {
        let name: String?
        let address: String
        let at: Timestamp
    }

    /// - Parameters:
    ///   - database: where the verifiers are written down.
    ///   - node: names this process among those on the database.
    ///   - time: where the present moment comes from.
    ///   - random: where the names of connections come from.
    init(database: any Database, node: [UInt8], time: TimeSource, random: RandomSource) {
        self.database = database
        self.time = time
        self.random = random
        self.server = node
    }

    /// Writes down that a verifier has connected, as soon as that is possible: who has to hear of ended sessions is not sent away
    /// because nobody can note that.
    ///
    /// - Parameters:
    ///   - name: the name that it gives itself, for people; nil when it gives none.
    ///   - address: where it connects from.
    /// - Returns: the secret name of its transaction, base64url of 16 random bytes, by which it confirms.
    /// - Throws: what the database throws, but for a ``StorageFailure``.
    public func connect(name: String?, address: String) async throws -> String {
        let stream = Base64URL.encode(random.bytes(16))
        let verifier = Connected(name: name, address: address, at: time.now())
        do {
            try await write([stream: verifier])
        } catch is StorageFailure {
            // Told by `StorageHealth`.
            unwritten.withLock { $0[stream] = verifier }
        }
        return stream
    }

    private func write(_ verifiers: [String: Connected]) async throws {
        let (server, now) = (server, time.now())
        try await database.write { transaction in
            try transaction.verifiers.touch(server, at: now)
            for (stream, verifier) in verifiers {
                try transaction.verifiers.connect(
                    stream: Self.hash(of: stream),
                    server: server,
                    name: verifier.name,
                    address: verifier.address,
                    at: verifier.at
                )
            }
        }
    }

    /// Writes down that a transaction has ended.
    ///
    /// - Throws: what the database throws.
    public func disconnect(_ stream: String) async throws {
        unwritten.withLock { $0[stream] = nil }
        let (hash, now) = (Self.hash(of: stream), time.now())
        try await database.write(isolation: .readCommitted) { try $0.verifiers.disconnect(stream: hash, at: now) }
    }

    /// Writes down that every transaction of this server has ended.
    ///
    /// - Throws: what the database throws.
    public func disconnectAll() async throws {
        let (server, now) = (server, time.now())
        try await database.write(isolation: .readCommitted) {
            try $0.verifiers.disconnectAll(ofServer: server, at: now)
        }
    }

    /// Writes down that this server lives, and the connections that could not be written down before; due at every
    /// ``touchInterval`` while it has connections.
    ///
    /// - Throws: what the database throws.
    public func touch() async throws {
        let waiting = unwritten.withLock { $0 }
        try await write(waiting)
        let gone = unwritten.withLock { unwritten in
            waiting.keys.filter { unwritten.removeValue(forKey: $0) == nil }
        }
        for stream in gone { try await disconnect(stream) }
    }

    /// Writes down that a verifier has applied every event up to one.
    ///
    /// - Parameters:
    ///   - event: the last event that it has applied.
    ///   - stream: the secret name of its transaction.
    /// - Returns: false when there is no such transaction (any more).
    /// - Throws: what the database throws.
    public func confirm(_ event: StatusEventID, on stream: String) async throws -> Bool {
        if unwritten.withLock({ $0[stream] != nil }) { try await touch() }
        let (hash, now) = (Self.hash(of: stream), time.now())
        return try await database.write(isolation: .readCommitted) {
            try $0.verifiers.confirm(stream: hash, upTo: event.sequence, at: now)
        }
    }

    /// Every verifier, and how it stands with a revoked key; the longest connected first.
    ///
    /// - Parameter key: the key.
    /// - Returns: the verifiers; none when the key is not revoked.
    /// - Throws: what the database throws.
    public func confirmations(of key: SigningKeyRecord) async throws -> [KeyConfirmation] {
        guard let revokedAt = key.revokedAt else { return [] }
        let silentSince = time.now() - Self.patience
        return try await database.read {
            try $0.verifiers.confirmations(ofKey: key.id, revokedAt: revokedAt, silentSince: silentSince)
        }
    }

    private static func hash(of stream: String) -> [UInt8] {
        Array(SHA256.hash(data: Array(stream.utf8)).prefix(16))
    }
}
