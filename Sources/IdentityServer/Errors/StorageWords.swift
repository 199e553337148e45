import Identity

/// What a failure of the database means for the one who asked, in words that anybody may read.
enum StorageWords {
    /// What happened, and whether anything was changed.
    static func detail(of failure: StorageFailure) -> String {
        guard !failure.isOutcomeUnknown else {
            return
                "The server's database did not confirm that this was saved. It may have been done or not: look before you do it "
                + "again. Try again later."
        }
        let effect = failure.isWithoutEffect ? " Nothing was changed." : ""
        return "\(trouble(failure.cause, failure.operation))\(effect) Try again later."
    }

    /// What is wrong with the database.
    static func trouble(_ cause: StorageFailure.Cause, _ operation: StorageFailure.Operation) -> String {
        switch (cause, operation) {
        case (.unavailable, _): "The server cannot reach its database at the moment."
        case (.full, _): "The server's disk is full, so nothing can be saved at the moment."
        case (.readOnly, _): "The server's disk is read-only at the moment, so nothing can be saved."
        case (.busy, _): "The server's database is busy."
        case (.inputOutput, .read): "The server cannot read its database at the moment."
        case (.inputOutput, .write): "The server cannot use its disk at the moment, so nothing can be saved."
        case (.corrupt, _): "The server's database is damaged. The operator has to repair it."
        case (.gone, _): "The file of the server's database is missing. The operator has to put it back."
        case (.restart, _):
            "Another file has replaced the server's database. The operator has to restart the server."
        }
    }

    /// Seconds after which another try makes sense: soon where the cause often ends by itself.
    static func retryAfter(_ cause: StorageFailure.Cause) -> Int {
        switch cause {
        case .busy: 1
        case .unavailable, .inputOutput: 2
        case .full, .readOnly, .gone: 5
        case .corrupt, .restart: 30
        }
    }
}
