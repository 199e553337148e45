import Foundation
import TesseraJOSE
import Testing

/// The public test vectors, which lie beside the package and aren't part of it.
enum Vectors {
    static let folder = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "../shared/vectors").standardizedFileURL

    static let arePresent = FileManager.default.fileExists(atPath: folder.appending(path: "README.md").path)

    static let absence: Comment = "Skipped: the public test vectors aren't at ../shared/vectors."

    static func bytes(_ path: String) throws -> [UInt8] { Array(try Data(contentsOf: folder.appending(path: path))) }

    static func json(_ path: String) throws -> JSONValue {
        try JSONValue(
            parsing: try bytes(path),
            limits: JSONLimits(maximumBytes: 1 << 24, maximumDepth: 64, maximumMembers: 1_000_000)
        )
    }

    static func names(_ path: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: path).path).sorted()
    }
}

extension JSONValue {
    /// A copy of an object with some members replaced, or removed by `nil`.
    func with(_ changes: [String: JSONValue?]) -> JSONValue {
        var object = self.object ?? [:]
        for (name, value) in changes { object[name] = value }
        return .object(object)
    }
}

extension SigningKey {
    /// Keys for all algorithms, made once.
    static let samples: [SignatureAlgorithm: SigningKey] = Dictionary(
        uniqueKeysWithValues: SignatureAlgorithm.allCases.map { algorithm in
            do { return (algorithm, try SigningKey.generate(algorithm)) } catch { fatalError("\(error)") }
        }
    )

    static func sample(_ algorithm: SignatureAlgorithm) throws -> SigningKey { try #require(samples[algorithm]) }

    /// A set that holds only this key.
    func verifying() throws -> VerificationKeySet {
        try VerificationKeySet(JSONWebKeySet([publicKey ?? jsonWebKey]), algorithms: [algorithm])
    }

    /// Signs with any header.
    func token(header: String, payload: String = "{}") throws -> String {
        try token(header: Array(header.utf8), payload: payload)
    }

    /// Signs with a header of any bytes.
    func token(header: [UInt8], payload: String = "{}") throws -> String {
        let content = Base64URL.encode(header) + "." + Base64URL.encode(Array(payload.utf8))
        return try token(content: content)
    }
}

extension JSONValue? {
    /// The bytes that a member spells in base64url.
    func decoded() throws -> [UInt8] {
        let text = try #require(self?.string)
        return try #require(Base64URL.decode(text))
    }
}

/// The code with which an expression throws a ``JOSEError``.
func refusal(_ body: () throws -> Void) -> JOSEError.Code? {
    do {
        try body()
        return nil
    } catch let error as JOSEError {
        return error.code
    } catch {
        return nil
    }
}
