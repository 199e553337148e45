import Identity
import Synchronization

/// Prints a new secret while its transaction is open, so that no client gets a secret that was never shown.
///
/// A transaction can be run again, and the secret is the same then: it is printed once.
final class SecretOnce: Sendable {
    private let isWritten = Mutex(false)

    /// Prints the client and its secret.
    ///
    /// - Throws: `CommandFailure` (74) when it cannot be written; then nothing is made.
    func write(_ issued: IssuedClientSecret, json: Bool) throws {
        try isWritten.withLock { isWritten in
            guard !isWritten else { return }
            do {
                try ClientText.write(issued, json: json)
            } catch let failure as CommandFailure {
                throw CommandFailure(failure.status, failure.message + " Nothing was changed.")
            }
            isWritten = true
        }
    }
}
