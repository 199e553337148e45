// PersistenceTesting owns the promises that every driver of `Persistence` must keep, as named cases that any test
// framework can run. It never names a driver and never imports a test framework.

public import Persistence

/// What every driver must pass, concurrency included.
///
/// Run each case on a database of its own that is empty, and once more on one that several cases share if you like:
/// ```swift
/// @Test(arguments: ConformanceSuite.cases)
/// func conforms(_ conformanceCase: ConformanceCase) async throws {
///     try await conformanceCase.run(makeEmptyDatabase())
/// }
/// ```
public enum ConformanceSuite {
    /// All cases.
    public static let cases: [ConformanceCase] =
        valueCases + statementCases + bindingCases + constraintCases + transactionCases + isolationCases
        + concurrencyCases
        + migrationCases
}

/// One promise of a driver.
public struct ConformanceCase: Sendable, CustomStringConvertible {
    /// The promise, as a sentence.
    public let name: String
    /// Tries the promise on an empty database; throws ``ConformanceFailure`` when it is not kept.
    ///
    /// Leaves the database open.
    public let run: @Sendable (any Database) async throws -> Void

    init(_ name: String, _ run: @escaping @Sendable (any Database) async throws -> Void) {
        self.name = name
        self.run = run
    }

    /// The promise.
    public var description: String { name }
}

/// A promise that was not kept.
public struct ConformanceFailure: Error, CustomStringConvertible {
    /// What was expected and what came, with the line of the suite.
    public let description: String
}

/// Throws unless a condition holds.
func expect(_ condition: Bool, _ message: @autoclosure () -> String, line: Int = #line) throws {
    guard condition else { throw ConformanceFailure(description: "\(message()) (line \(line))") }
}

/// Throws unless two values are the same.
func expectEqual<Value: Equatable>(_ found: Value, _ expected: Value, line: Int = #line) throws {
    try expect(found == expected, "expected \(expected), found \(found)", line: line)
}

/// Throws unless an operation fails with a code, and with a constraint where one is given.
func expectFailure<Value>(
    _ code: PersistenceError.Code,
    constraint: String? = nil,
    line: Int = #line,
    _ operation: () async throws -> Value
) async throws {
    do {
        _ = try await operation()
    } catch let error as PersistenceError {
        try expect(error.code == code, "expected \(code), found \(error)", line: line)
        if let constraint {
            try expect(
                error.constraint == constraint,
                "expected constraint \(constraint), found \(error.constraint ?? "none")",
                line: line
            )
        }
        return
    }
    throw ConformanceFailure(description: "expected \(code), but nothing was thrown (line \(line))")
}
