import Foundation
import Testing

/// The public test vectors, which lie beside the package and aren't part of it.
enum PublicVectors {
    private static let folder = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "../shared/vectors").standardizedFileURL

    static let arePresent = FileManager.default.fileExists(atPath: folder.appending(path: "README.md").path)

    static let absence: Comment = "Skipped: the public test vectors aren't at ../shared/vectors."

    static func bytes(_ path: String) throws -> [UInt8] { Array(try Data(contentsOf: folder.appending(path: path))) }

    static func names(_ path: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: path).path).sorted()
    }
}
