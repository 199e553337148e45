import Foundation
import Testing

/// Runs the real binary in a folder of its own, with nothing of the surrounding environment.
struct TesseraProcess {
    struct Outcome {
        let status: Int32
        let output: String
        let error: String

        func json() throws -> Any {
            try JSONSerialization.jsonObject(with: Data(output.utf8), options: .fragmentsAllowed)
        }

        func object() throws -> [String: Any] {
            try #require(try json() as? [String: Any])
        }
    }

    /// The working directory: state, settings file and copies lie here.
    let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "tessera-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    func remove() {
        try? FileManager.default.removeItem(at: folder)
    }

    /// The binary lies beside the bundle of the tests.
    private static let binary: URL = {
        let bundle = CommandLine.arguments.compactMap { argument -> URL? in
            guard let range = argument.range(of: ".xctest") else { return nil }
            return URL(filePath: String(argument[..<range.lowerBound]))
        }.first
        let beside = bundle ?? URL(filePath: CommandLine.arguments[0])
        return beside.deletingLastPathComponent().appending(path: "tessera")
    }()

    func run(_ arguments: String..., input: String = "", environment: [String: String] = [:]) async throws -> Outcome {
        try await run(arguments, input: input, environment: environment)
    }

    func run(
        _ arguments: [String],
        input: String = "",
        environment: [String: String] = [:],
        output: FileHandle? = nil
    ) async throws -> Outcome {
        try await run(Self.binary, arguments, input: input, environment: environment, output: output)
    }

    /// Runs a line of the shell, in which `"$0"` is the binary.
    func shell(_ line: String, input: String = "") async throws -> Outcome {
        try await run(URL(filePath: "/bin/sh"), ["-c", line, Self.binary.path], input: input)
    }

    private func run(
        _ program: URL,
        _ arguments: [String],
        input: String,
        environment: [String: String] = [:],
        output: FileHandle? = nil
    ) async throws -> Outcome {
        let process = Process()
        process.executableURL = program
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.environment = environment.merging(["HOME": folder.path, "SWIFT_BACKTRACE": "enable=no"]) { own, _ in own
        }
        let name = UUID().uuidString
        let files = ["in", "out", "err"].map { folder.appending(path: ".\(name).\($0)") }
        try Data(input.utf8).write(to: files[0])
        for file in files[1...] { try Data().write(to: file) }
        let handles = try (
            FileHandle(forReadingFrom: files[0]), FileHandle(forWritingTo: files[1]), FileHandle(forWritingTo: files[2])
        )
        // Foundation keeps a process, and so its files, for good.
        defer { for handle in [handles.0, handles.1, handles.2] { try? handle.close() } }
        process.standardInput = handles.0
        process.standardOutput = output ?? handles.1
        process.standardError = handles.2
        let status: Int32 = try await withCheckedThrowingContinuation { continuation in
            process.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
            do {
                try process.run()
            } catch {
                continuation.resume(throwing: error)
            }
        }
        return Outcome(
            status: status,
            output: try String(contentsOf: files[1], encoding: .utf8),
            error: try String(contentsOf: files[2], encoding: .utf8)
        )
    }
}
