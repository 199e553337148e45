// Storage owns what happens when the database cannot do what it was asked: the one translation of a driver's failures into a
// closed set of causes, whether there is trouble at this moment, and the two log lines that say when it began and ended. It
// decides nothing about accounts or sessions, and never holds a request back: each one tries for itself.

import Persistence

/// The database could not do what it was asked.
///
/// No fault of the request, and often over soon: the same request may succeed later.
public struct StorageFailure: Error, Sendable, Hashable {
    /// Why; the raw value is public.
    public enum Cause: String, Sendable, Hashable, CaseIterable {
        /// The database cannot be reached, or the transaction was lost.
        case unavailable
        /// There is no space left.
        case full
        /// Nothing may be written.
        case readOnly = "read_only"
        /// Another process holds the database, or too many writes wait for it.
        case busy
        /// The operating system failed to read or write.
        case inputOutput = "input_output"
        /// The database is damaged.
        case corrupt
        /// The database's file is not where it was; the server goes on when the same file comes back.
        case gone
        /// Another file is where the database's was; only a restart helps.
        case restart

        /// Whether nothing at all may be answered from the database: another server may work with it by now, or it is another one.
        public var endsService: Bool {
            switch self {
            case .gone, .restart: true
            case .unavailable, .full, .readOnly, .busy, .inputOutput, .corrupt: false
            }
        }
    }

    /// What the database was asked to do; the raw value is public.
    public enum Operation: String, Sendable, Hashable, CaseIterable {
        /// To look something up.
        case read
        /// To keep something.
        case write
    }

    /// Why.
    public let cause: Cause
    /// What the database was asked to do.
    public let operation: Operation
    /// What the driver said: for logs and operators, without row data.
    public let message: String
    /// Whether it is not known if a write was kept: the database was told to keep it, and did not say whether it has.
    ///
    /// The one who asked has to look before asking again. False where it is certain that nothing was changed.
    public let isOutcomeUnknown: Bool
    /// Whether a change was asked for and certainly not made.
    ///
    /// False where no change was asked for, and where the request had written something before.
    public let isWithoutEffect: Bool

    /// A failure.
    ///
    /// - Parameters:
    ///   - cause: why.
    ///   - operation: what the database was asked to do.
    ///   - message: what the driver said.
    ///   - isOutcomeUnknown: whether it is not known if a write was kept.
    ///   - isWithoutEffect: whether a change was asked for and certainly not made; unless said otherwise, so it is for a write whose
    ///     outcome is known.
    public init(
        _ cause: Cause,
        _ operation: Operation,
        message: String,
        isOutcomeUnknown: Bool = false,
        isWithoutEffect: Bool? = nil
    ) {
        self.cause = cause
        self.operation = operation
        self.message = message
        self.isOutcomeUnknown = isOutcomeUnknown
        self.isWithoutEffect = isWithoutEffect ?? (operation == .write && !isOutcomeUnknown)
    }

    /// The cause as the one who asked gets it: that the outcome is not known comes before why.
    public var publicCause: String { isOutcomeUnknown ? "outcome_unknown" : cause.rawValue }
}

extension StorageFailure: CustomStringConvertible {
    /// Operation, cause and message.
    public var description: String { "\(operation.rawValue): \(publicCause): \(message)" }
}

extension StorageFailure {
    /// The failure that a driver's error stands for; nil for one that the statements are to blame for.
    init?(_ error: PersistenceError, during operation: Operation, isWithoutEffect: Bool? = nil) {
        let cause: Cause
        switch error.code {
        // Connections are opened while the server works, too.
        case .unavailable, .cannotOpen, .closed: cause = .unavailable
        case .diskFull: cause = .full
        // In a read it is our own mistake.
        case .readOnly where operation == .write: cause = .readOnly
        case .busy: cause = .busy
        case .inputOutput: cause = .inputOutput
        case .corrupt: cause = .corrupt
        case .fileGone: cause = .gone
        case .fileReplaced: cause = .restart
        default: return nil
        }
        let isOutcomeUnknown = operation == .write && error.isOutcomeUnknown
        self.init(
            cause,
            operation,
            message: error.message,
            isOutcomeUnknown: isOutcomeUnknown,
            isWithoutEffect: isWithoutEffect
        )
    }
}
