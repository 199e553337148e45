// Verifiers owns the knowledge of who listens to the status events, and what each has confirmed. It never decides on a token, and
// keeps nothing of a verifier but the name that it gives itself and its address.

import Crypto
import Persistence
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

    init(database: any Database, time: TimeSource, random: RandomSource) {
        self.database = database
        self.time = time
        self.random = random
        self.server = random.bytes(16)
    }

    /// Writes down that a verifier has connected.
    ///
    /// - Parameters:
    ///   - name: the name that it gives itself, for people; nil when it gives none.
    ///   - address: where it connects from.
    /// - Returns: the secret name of its connection, base64url of 16 random bytes, by which it confirms.
    /// - Throws: what the database throws.
    public func connect(name: String?, address: String) async throws -> String {
        let stream = Base64URL.encode(random.bytes(16))
        let (hash, server, now) = (Self.hash(of: stream), server, time.now())
        try await database.write { connection in
            try connection.touchVerifierServer(server, at: now)
            try connection.connectVerifier(stream: hash, server: server, name: name, address: address, at: now)
        }
        return stream
    }

    /// Writes down that a connection has ended.
    ///
    /// - Throws: what the database throws.
    public func disconnect(_ stream: String) async throws {
        let (hash, now) = (Self.hash(of: stream), time.now())
        try await database.write(isolation: .readCommitted) { try $0.disconnectVerifier(stream: hash, at: now) }
    }

    /// Writes down that every connection of this server has ended.
    ///
    /// - Throws: what the database throws.
    public func disconnectAll() async throws {
        let (server, now) = (server, time.now())
        try await database.write(isolation: .readCommitted) { try $0.disconnectVerifiers(ofServer: server, at: now) }
    }

    /// Writes down that this server lives; due at every ``touchInterval`` while it has connections.
    ///
    /// - Throws: what the database throws.
    public func touch() async throws {
        let (server, now) = (server, time.now())
        try await database.write(isolation: .readCommitted) { try $0.touchVerifierServer(server, at: now) }
    }

    /// Writes down that a verifier has applied every event up to one.
    ///
    /// - Parameters:
    ///   - event: the last event that it has applied.
    ///   - stream: the secret name of its connection.
    /// - Returns: false when there is no such connection (any more).
    /// - Throws: what the database throws.
    public func confirm(_ event: StatusEventID, on stream: String) async throws -> Bool {
        let (hash, now) = (Self.hash(of: stream), time.now())
        return try await database.write(isolation: .readCommitted) { try $0.confirm(stream: hash, upTo: event.sequence, at: now) }
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
            try $0.confirmations(ofKey: key.id, revokedAt: revokedAt, silentSince: silentSince)
        }
    }

    /// Takes the connections of killed servers for gone, and forgets who has been gone for longer than any access token lives.
    func maintain() async throws {
        let now = time.now()
        try await database.write { connection in
            try connection.sweepVerifiers(
                silentSince: now - Self.patience,
                forgotten: now - StatusLifetime.untilForgotten
            )
        }
    }

    private static func hash(of stream: String) -> [UInt8] {
        Array(SHA256.hash(data: Array(stream.utf8)).prefix(16))
    }
}
