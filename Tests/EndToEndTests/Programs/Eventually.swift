/// Something that was waited for and did not happen.
struct NeverHappened: Error, CustomStringConvertible {
    let description: String
}

/// Looks again and again until `probe` finds something.
///
/// - Parameters:
///   - what: What is waited for, to be told when it never happens.
///   - deadline: For how long to look. Generous, since only a failing test ever waits that long.
///   - probe: Gives nil to be asked again.
/// - Returns: What `probe` found.
/// - Throws: `NeverHappened` after the deadline; what `probe` throws.
func eventually<Found>(
    _ what: @autoclosure () -> String,
    within deadline: Duration = .seconds(60),
    _ probe: () async throws -> Found?
) async throws -> Found {
    let end = ContinuousClock.now + deadline
    while true {
        if let found = try await probe() { return found }
        guard ContinuousClock.now < end else {
            throw NeverHappened(description: "within \(deadline) it never happened that \(what())")
        }
        try await Task.sleep(for: .milliseconds(10))
    }
}

/// Looks again and again until `condition` holds.
func eventually(
    _ what: @autoclosure () -> String,
    within deadline: Duration = .seconds(60),
    _ condition: () async throws -> Bool
) async throws {
    try await eventually(what(), within: deadline) { try await condition() ? () : nil }
}
