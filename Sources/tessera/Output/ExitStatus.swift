/// How the command ends, as a number that scripts can test.
///
/// Beyond 0 and 1 they are those of sysexits(3).
enum ExitStatus: Int32, Sendable, CaseIterable {
    /// Success.
    case success = 0
    /// Rejected, not found, or not valid.
    case refused = 1
    /// The command line is wrong (EX_USAGE).
    case usage = 64
    /// The input is wrong, for example a damaged database (EX_DATAERR).
    case badData = 65
    /// A service or file that is needed is not available, for example a busy database (EX_UNAVAILABLE).
    case unavailable = 69
    /// A fault inside the program (EX_SOFTWARE).
    case fault = 70
    /// Reading or writing failed, for example because the disk is full (EX_IOERR).
    case inputOutput = 74
    /// Something is forbidden to this user of the machine (EX_NOPERM).
    case noPermission = 77
    /// The settings are wrong (EX_CONFIG).
    case configuration = 78
    /// Interrupted by Ctrl-C: 128 and the signal's number, as shells count it.
    case interrupted = 130
}

/// Why a command failed: the exit status, and a message of one line that says what to do.
struct CommandFailure: Error, Sendable {
    /// The number to end with.
    let status: ExitStatus
    /// One or several lines, without the program's name in front.
    let message: String

    /// A failure.
    init(_ status: ExitStatus, _ message: String) {
        self.status = status
        self.message = message
    }
}
