import Testing

/// Gives everybody else turns until something holds; a test that waits in vain fails.
func eventually(
    _ comment: Comment? = nil,
    sourceLocation: SourceLocation = #_sourceLocation,
    _ condition: () async throws -> Bool
) async rethrows {
    let limit = ContinuousClock.now + .seconds(20)
    while ContinuousClock.now < limit {
        if try await condition() { return }
        await Task.yield()
    }
    Issue.record(comment ?? "it never held", sourceLocation: sourceLocation)
}
