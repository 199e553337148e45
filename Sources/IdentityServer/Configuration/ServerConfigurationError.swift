/// A configuration that the server refuses to start with: what is wrong and what to change.
public struct ServerConfigurationError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What is wrong and what to change.
    public let description: String

    /// An error that says `description`.
    public init(_ description: String) {
        self.description = description
    }
}
