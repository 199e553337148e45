import Persistence
import Testing

@testable import Identity

@Suite struct `The features together` {
    /// Every migration that has ever been released, with the mark of its statements.
    private static let released: [(name: String, fingerprint: String)] = [
        ("accounts", "b6daef8da03e5c11"),
        ("sessions", "0cc28740adad41e9"),
        ("signing_keys", "631443b2ffe13498"),
        ("audit_events", "31d571506d987127"),
        ("setup_tokens", "d7d2541db5a64c77"),
        ("sign_in_throttles", "d709340577d950e7"),
        ("status_lists", "329cff2a09fd8939"),
        ("verifiers", "9e377f86c122ad81"),
        ("clients", "7beea0c8fd3002ad"),
        ("session_bindings", "db58a10ef95ae32b"),
        ("session_attempts", "8ac66a7038bc97c3"),
        ("retention", "218435036a620e5d"),
        ("token_lifetimes", "6f23f1f2198b774e"),
        ("installation", "677c2e3d073ec76f"),
        ("credentials_version", "24f7e5f25b4da36a"),
    ]

    @Test func `have the migrations that were released, in their order and unchanged`() {
        let migrations = IdentitySchema.migrations
        #expect(migrations.map(\.name) == Self.released.map(\.name))
        #expect(migrations.map(\.fingerprint) == Self.released.map(\.fingerprint))
    }

    @Test func `give each migration a place of its own, without gaps`() {
        let places = IdentitySystem.features.flatMap(\.migrations.keys)
        #expect(places.sorted() == Array(1...places.count))
    }

    @Test func `sweep each kind once`() {
        let retention = Retention(ended: .seconds(1), audit: .seconds(1), familiarity: .seconds(1))
        let sweeps = IdentitySystem.features.flatMap { $0.sweeps(retention) }.map(\.kind)
        let walks = IdentitySystem.features.flatMap(\.walks).map(\.kind)
        let swept = (sweeps + walks).sorted { $0.rawValue < $1.rawValue }
        #expect(swept == SweepKind.allCases.sorted { $0.rawValue < $1.rawValue })
    }

    @Test func `take up everything that nodes announce`() {
        let announcements = Set(IdentitySystem.features.flatMap(\.announcements.keys))
        #expect(announcements == Set(Announcement.allCases))
    }
}
