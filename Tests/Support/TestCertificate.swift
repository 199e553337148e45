import Foundation

/// A certificate for localhost that a test makes, with its key, in a folder of its own.
public struct TestCertificate: Sendable {
    /// The certificate's path.
    public let chain: String
    /// The private key's path.
    public let key: String

    private static let openssl = ["/usr/bin/openssl", "/usr/local/bin/openssl", "/opt/homebrew/bin/openssl"]
        .first { FileManager.default.isExecutableFile(atPath: $0) }

    /// Whether this machine has what makes one.
    public static var isPossible: Bool { openssl != nil }

    /// Makes one, lets `body` use it, and removes it in any case.
    public static func with<Result>(_ body: (TestCertificate) async throws -> Result) async throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appending(path: "tessera-tls-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let made = TestCertificate(
            chain: folder.appending(path: "chain.pem").path,
            key: folder.appending(path: "key.pem").path
        )
        try await made.make()
        return try await body(made)
    }

    private func make() async throws {
        let process = Process()
        process.executableURL = Self.openssl.map { URL(filePath: $0) }
        process.arguments = [
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
            "-subj",
            "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", chain,
        ]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            process.terminationHandler = { _ in continuation.resume() }
            do {
                try process.run()
            } catch {
                process.terminationHandler = nil
                continuation.resume(throwing: error)
            }
        }
    }
}
