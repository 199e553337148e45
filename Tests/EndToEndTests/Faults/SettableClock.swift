import Foundation

/// A wall clock of one server's own, which a test sets while the server runs, by `libfaketime`.
struct SettableClock: Sendable {
    /// The library; nil when it is not installed.
    static let library: String? = {
        let root = "/usr/lib"
        let architectures = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
        return
            architectures.map { "\(root)/\($0)/faketime/libfaketimeMT.so.1" }
            .first { FileManager.default.fileExists(atPath: $0) }
    }()
    static var isPossible: Bool { library != nil }
    static let skipped: String = "needs libfaketime: Scripts/setup.sh --tests installs it"

    private let folder: TemporaryFolder
    private let correction: String
    private let library: String

    /// A clock that goes right.
    init(in folder: TemporaryFolder) async throws {
        guard let library = Self.library else { throw NeverHappened(description: "libfaketime is installed") }
        self.library = library
        self.folder = folder
        correction = folder.path("timers.so")
        try folder.write(Self.correctionSource, to: "timers.c")
        let outcome = try await folder.run(
            "/usr/bin/env",
            ["clang", "-shared", "-fPIC", "-o", correction, folder.path("timers.c")]
        )
        guard outcome.ending == .exited(0) else { throw NeverHappened(description: "compiled\n\(outcome)") }
        try set(ahead: 0)
    }

    /// `libfaketime` takes every absolute time of a timer for one of the wall clock, and so a timer of `CLOCK_BOOTTIME` comes
    /// an hour late. Those are what tasks sleep by, and no kernel would move them.
    private static let correctionSource = """
        #define _GNU_SOURCE
        #include <sys/syscall.h>
        #include <sys/timerfd.h>
        #include <unistd.h>

        int timerfd_settime(int timer, int flags, const struct itimerspec *next, struct itimerspec *last) {
            return syscall(SYS_timerfd_settime, timer, flags, next, last);
        }
        """

    /// Sets the clock: so many seconds ahead of the machine's, behind it when negative.
    func set(ahead seconds: Int) throws {
        try folder.write(seconds < 0 ? "\(seconds)" : "+\(seconds)", to: "clock")
    }

    /// Starts a server by this clock.
    ///
    /// The library changes the environment of the first program that it is loaded into, after which a Swift program would not find
    /// its arguments: so a shell comes first, and becomes the server.
    var launch: ServerLaunch {
        ServerLaunch(
            prefix: ["/bin/sh", "-c", "exec \"$@\"", "sh"],
            environment: [
                "LD_PRELOAD": "\(correction) \(library)", "FAKETIME_TIMESTAMP_FILE": folder.path("clock"),
                "FAKETIME_NO_CACHE": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            ]
        )
    }

    /// Removes what the library leaves behind of a process.
    static func cleanUp(after program: RunningProgram) {
        for name in ["faketime_shm_", "sem.faketime_sem_"] {
            try? FileManager.default.removeItem(atPath: "/dev/shm/\(name)\(program.processID)")
        }
    }
}
