import Identity

/// What a failure of the database means for the one who asked, in words that anybody may read.
enum StorageWords {
    /// What happened, and whether anything was changed.
    static func detail(of failure: StorageFailure) -> String {
        let words =
            switch (failure.cause, failure.operation) {
            case (.unavailable, _): "The server cannot reach its database at the moment."
            case (.full, _): "The server's disk is full, so nothing can be saved at the moment."
            case (.readOnly, _): "The server's disk can only be read at the moment, so nothing can be saved."
            case (.busy, _): "The server's database is busy."
            case (.inputOutput, .read): "The server cannot read its database at the moment."
            case (.inputOutput, .write): "The server could not make sure that this was saved."
            case (.corrupt, _): "The server's database is damaged. Whoever runs the server has to mend it."
            }
        return "\(words)\(effect(of: failure)) Try again later."
    }

    private static func effect(of failure: StorageFailure) -> String {
        switch failure.operation {
        case .read: ""
        case .write where failure.isWithoutEffect: " Nothing was changed."
        case .write: " It may have been done or not."
        }
    }

    /// Seconds after which another try makes sense: soon where the cause often ends by itself.
    static func retryAfter(_ cause: StorageFailure.Cause) -> Int {
        switch cause {
        case .busy: 1
        case .unavailable, .inputOutput: 2
        case .full, .readOnly: 5
        case .corrupt: 30
        }
    }
}
