import Foundation
import Synchronization

/// A process that a test started, with what it writes. It ends with the test at the latest.
final class RunningProgram: Sendable {
    /// How a process ended.
    enum Ending: Sendable, Equatable {
        /// By itself, with an exit status.
        case exited(Int32)
        /// By a signal that it did not handle.
        case killed(Int32)
    }

    /// What is started.
    struct Launch: Sendable {
        /// The program's path.
        let path: String
        let arguments: [String]
        /// What it gets beyond the little that every program needs; nothing else of this process' environment.
        var environment: [String: String] = [:]
        /// Its working directory; its output is kept in it too.
        let folder: TemporaryFolder
        /// What it reads from standard input.
        var input = ""
    }

    /// The process that this test started and no other.
    let processID: pid_t
    private let outputPath: String
    private let errorPath: String
    private let ending: Shared

    /// What the process' end is told to, since it may end before its owner exists.
    private final class Shared: Sendable {
        let value = Mutex<Ending?>(nil)
    }

    /// Starts a program.
    /// - Throws: What starting throws, for example when the program is not there.
    init(_ launch: Launch) throws {
        let name = "\(URL(fileURLWithPath: launch.path).lastPathComponent)-\(UUID().uuidString)"
        outputPath = launch.folder.path("\(name).out")
        errorPath = launch.folder.path("\(name).err")
        let inputPath = try launch.folder.write(launch.input, to: "\(name).in")
        // Files rather than pipes: nothing blocks without a reader, and nothing is lost when the program is killed.
        for path in [outputPath, errorPath] { try Data().write(to: URL(fileURLWithPath: path)) }
        let handles = try (
            FileHandle(forReadingFrom: URL(fileURLWithPath: inputPath)),
            FileHandle(forWritingTo: URL(fileURLWithPath: outputPath)),
            FileHandle(forWritingTo: URL(fileURLWithPath: errorPath))
        )
        let process = Process()
        process.executableURL = URL(fileURLWithPath: launch.path)
        process.arguments = launch.arguments
        process.environment = Self.environment.merging(launch.environment) { _, given in given }
        process.currentDirectoryURL = launch.folder.url
        process.standardInput = handles.0
        process.standardOutput = handles.1
        process.standardError = handles.2
        let shared = Shared()
        process.terminationHandler = { process in
            let status = process.terminationStatus
            let ending = process.terminationReason == .exit ? Ending.exited(status) : .killed(status)
            shared.value.withLock { $0 = ending }
        }
        ending = shared
        // The program has its own. Ours would stay open for as long as Foundation keeps the process, which is for good: after some
        // hundred programs this one has more files open than `Process` can bear on Linux.
        defer { for handle in [handles.0, handles.1, handles.2] { try? handle.close() } }
        try process.run()
        processID = process.processIdentifier
    }

    /// What every program gets: where to find tools and libraries, and no dump of its stack, which takes seconds.
    private static var environment: [String: String] {
        let kept = ["PATH", "HOME", "LANG", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "LLVM_PROFILE_FILE"]
        var environment = ProcessInfo.processInfo.environment.filter { kept.contains($0.key) }
        environment["SWIFT_BACKTRACE"] = "enable=no"
        return environment
    }

    /// Everything that it has written to standard output so far.
    var output: String { Self.text(outputPath) }

    /// Everything that it has written to standard error so far.
    var errors: String { Self.text(errorPath) }

    /// How it ended; nil while it runs.
    var ended: Ending? { ending.value.withLock { $0 } }

    /// Sends a signal, unless the process has ended: its number could be another's by now.
    func signal(_ number: Int32) {
        ending.value.withLock { ending in
            guard ending == nil else { return }
            _ = kill(processID, number)
        }
    }

    /// Waits for its end.
    /// - Throws: `NeverHappened`, with what it wrote.
    func end(within deadline: Duration = .seconds(60)) async throws -> Ending {
        try await eventually("process \(processID) ended\n\(transcript)", within: deadline) { ended }
    }

    /// Kills it if it still runs, and waits until it is gone.
    func killAndWait() async throws {
        signal(SIGKILL)
        _ = try await end()
    }

    /// What it wrote, to be told when a test fails.
    var transcript: String { "standard output:\n\(output)\nstandard error:\n\(errors)" }

    private static func text(_ path: String) -> String {
        String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
    }
}
