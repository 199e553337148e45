/// A mistake that is made on purpose, in the server or in the clients, to see that the simulation finds it.
public enum Mutation: String, Sendable, CaseIterable {
    /// Clients send no attempt id.
    case noAttempt
}
