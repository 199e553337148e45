import Foundation
import Testing

@testable import Identity

@Suite("Master secret") struct MasterSecretTests {
    private func withDirectory(_ body: (URL) throws -> Void) throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "tessera-secret-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        try body(directory)
    }

    @Test("the first start makes a file that only its owner can read; the next start reads the same secret")
    func creation() throws {
        try withDirectory { directory in
            let path = directory.appending(path: "master.secret").path
            let first = try MasterSecret.loadOrCreate(path: path)
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            #expect(mode == 0o600)
            let second = try MasterSecret.loadOrCreate(path: path)
            #expect(first.derivedKey(for: .refreshToken) == second.derivedKey(for: .refreshToken))
            #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == ["master.secret"])
        }
    }

    @Test("a file that others can read, a short one, rubbish and a missing directory are refused with what to do")
    func refusals() throws {
        try withDirectory { directory in
            let path = directory.appending(path: "master.secret").path
            _ = try MasterSecret.loadOrCreate(path: path)
            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
            #expect(
                throws: MasterSecretError(
                    "the master secret file \(path) can be read by others; run: chmod 600 \(path)"
                )
            ) {
                try MasterSecret.loadOrCreate(path: path)
            }
            for rubbish in ["", "AAAA", "not base64url!", String(repeating: "A", count: 5000)] {
                try Data(rubbish.utf8).write(to: URL(filePath: path))
                try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
                #expect(throws: MasterSecretError.self) { try MasterSecret.loadOrCreate(path: path) }
            }
            #expect(throws: MasterSecretError.self) { try MasterSecret.loadOrCreate(path: path + "/nowhere/file") }
        }
    }

    @Test("one text is one secret wherever it stands: around it white space and a byte order mark count for nothing")
    func oneReading() throws {
        let bytes = (0..<32).map { UInt8($0 * 7 & 0xFF) | 0xF8 }
        let standard = Data(bytes).base64EncodedString()
        let spellings = [
            standard, standard + "\n", standard + "\r\n", "\u{FEFF}" + standard, "  " + standard + "\t\n\n",
            String(standard.prefix { $0 != "=" }),
            standard.replacing("+", with: "-").replacing("/", with: "_"),
        ]
        for text in spellings { #expect(try MasterSecret.bytes(of: text) == bytes, "\(text.debugDescription)") }
    }

    @Test("a line with the name of a setting, a line in two, and padding in the middle are no secret")
    func noSecret() throws {
        let secret = Data(repeating: 0x41, count: 33).base64EncodedString()
        let (start, rest) = (String(secret.prefix(20)), String(secret.dropFirst(20)))
        let texts: [String] = [
            "TESSERA_MASTER_SECRET=\(secret)", "SECRET=\(secret)", "\(start)\n\(rest)", "\(start)=\(rest)",
            "\(secret)===", "=",
            "\"\(secret)\"",
        ]
        for text in texts {
            #expect(throws: MasterSecretError.self) { try MasterSecret.bytes(of: text) }
        }
        #expect(throws: MasterSecretError.self) { try MasterSecret(text: "") }
    }

    @Test("what root gives to another user may be readable by a group, and nothing else by anybody")
    func privacy() {
        for (mode, owner, user, isPrivate) in [
            (0o600, 1000, 1000, true), (0o400, 1000, 1000, true), (0o640, 1000, 1000, false), (0o440, 0, 1000, true),
            (0o400, 0, 1000, true), (0o460, 0, 1000, false), (0o444, 0, 1000, false), (0o440, 0, 0, false),
            (0o600, 0, 0, true),
        ] as [(mode_t, uid_t, uid_t, Bool)] {
            #expect(
                MasterSecret.isPrivate(mode: mode, owner: owner, user: user) == isPrivate,
                "\(mode) \(owner) \(user)"
            )
        }
    }

    @Test("each purpose has a key of its own, and the secret never shows")
    func derivation() throws {
        let bytes = [UInt8](repeating: 0x41, count: 32)
        let secret = try MasterSecret(bytes: bytes)
        let keys = [MasterSecret.Purpose.refreshToken, .signingKeyWrapping, .throttle].map {
            secret.derivedKey(for: $0)
        }
        #expect(keys[0] != keys[1] && keys[1] != keys[2] && keys[0] != keys[2])
        #expect(!"\(secret) \(String(reflecting: secret))".contains("AAAA"))
        #expect(throws: MasterSecretError.self) { try MasterSecret(bytes: Array(bytes.dropLast())) }
    }
}
