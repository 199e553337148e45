import ArgumentParser

/// Turns whatever a command threw into lines for a person and a number for a script; the one place that decides either.
enum FailureReport {
    /// Says what happened, on standard error (help and version: on standard output), and gives the number to end with.
    static func report(_ error: any Error) -> Int32 {
        switch error {
        case let failure as CommandFailure:
            Terminal.complain(failure.message)
            return failure.status.rawValue
        case let settings as SettingsError:
            Terminal.complain(settings.description)
            return ExitStatus.configuration.rawValue
        case let exit as ExitCode:
            return exit.rawValue
        case is CancellationError:
            Terminal.complain("interrupted; nothing was changed.")
            return ExitStatus.interrupted.rawValue
        default:
            return reportParserError(error)
        }
    }

    private static func reportParserError(_ error: any Error) -> Int32 {
        let code = Tessera.exitCode(for: error)
        let message = Tessera.fullMessage(for: error)
        if code == .success {
            do {
                if !message.isEmpty { try Terminal.write(message) }
                return ExitStatus.success.rawValue
            } catch {
                return report(error)
            }
        }
        if code == .validationFailure {
            let text = message.hasPrefix("Error: ") ? "tessera: " + message.dropFirst("Error: ".count) : message
            Terminal.note(text + "\n")
            return ExitStatus.usage.rawValue
        }
        if let failure = CommandFailure(describing: error) {
            return report(failure)
        }
        Terminal.complain("an unexpected error occurred: \(SafeText.printable(String(describing: type(of: error))))")
        return ExitStatus.fault.rawValue
    }
}
