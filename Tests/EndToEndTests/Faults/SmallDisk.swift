import Foundation

/// A file system of its own that is soon full.
///
/// Only programs that are started in it see it, and it goes with the last of them, whatever becomes of the test.
struct SmallDisk: Sendable {
    /// Whether this process may mount.
    static let isPossible: Bool = ToolCheck.succeeds(
        "unshare",
        ["--mount", "--propagation", "private", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]
    )
    static let skipped: String = "needs root, unshare, nsenter and the right to mount"

    /// Keeps the file system in being.
    private let holder: RunningProgram
    private let folder: TemporaryFolder
    /// Where it is mounted.
    private let path: String

    /// Mounts a file system of some mebibytes at a name in a folder, lets `body` use it, and lets it go.
    static func with<Result>(
        mebibytes: Int,
        at name: String,
        in folder: TemporaryFolder,
        _ body: (SmallDisk) async throws -> Result
    ) async throws -> Result {
        let path = folder.path(name)
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        let script = "mount -t tmpfs -o size=\(mebibytes)m,mode=0700 tmpfs \"$0\" && echo mounted && exec sleep 600"
        let holder = try RunningProgram(
            RunningProgram.Launch(
                path: "/usr/bin/env",
                arguments: ["unshare", "--mount", "--propagation", "private", "sh", "-c", script, path],
                folder: folder
            )
        )
        do {
            try await eventually("a small disk was mounted\n\(holder.transcript)") { holder.output.contains("mounted") }
            let result = try await body(SmallDisk(holder: holder, folder: folder, path: path))
            try await holder.killAndWait()
            return result
        } catch {
            try? await holder.killAndWait()
            throw error
        }
    }

    /// Starts programs that see it.
    var launch: ServerLaunch {
        // A process that enters loses its working directory.
        ServerLaunch(prefix: [
            "/usr/bin/env", "nsenter", "--mount=/proc/\(holder.processID)/ns/mnt", "sh", "-c",
            "cd \"$0\" && exec \"$@\"",
            folder.url.path,
        ])
    }

    /// Leaves no byte free.
    func fill() throws {
        guard FileManager.default.createFile(atPath: filler, contents: nil) else {
            throw NeverHappened(description: "\(filler) was made")
        }
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: filler))
        for size in [1 << 16, 1 << 12, 1] {
            while (try? handle.write(contentsOf: Data(count: size))) != nil {}
        }
        try handle.close()
    }

    /// Frees what ``fill()`` took.
    func free() throws {
        try FileManager.default.removeItem(atPath: filler)
    }

    /// Lets nobody write any more, while nothing is open for writing.
    func makeReadOnly() async throws {
        let outcome = try await folder.run(
            launch.prefix[0],
            Array(launch.prefix.dropFirst()) + ["mount", "-o", "remount,ro", path]
        )
        guard outcome.ending == .exited(0) else { throw NeverHappened(description: "remounted\n\(outcome)") }
    }

    /// A file on it, as this process reaches it.
    private var filler: String { "/proc/\(holder.processID)/root\(path)/filler" }
}

/// Whether a tool is there and does what it should.
enum ToolCheck {
    /// Whether a program, looked for in the PATH, ends well.
    static func succeeds(_ name: String, _ arguments: [String]) -> Bool {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [name] + arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationReason == .exit && process.terminationStatus == 0
    }
}
