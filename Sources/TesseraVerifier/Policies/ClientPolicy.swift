import TesseraJOSE

/// `client_id` is one of the accepted clients.
public struct ClientPolicy: VerificationPolicy {
    private let clients: Set<String>

    /// Makes the policy.
    /// - Parameter clients: The accepted clients' identifiers, compared byte by byte.
    public init(_ clients: Set<String>) {
        self.clients = clients
    }

    /// Refuses another client's token with the rule `client_id`.
    /// - Parameters:
    ///   - token: The token, its signature verified.
    ///   - now: The moment, in seconds since 1970-01-01T00:00:00Z.
    /// - Returns: The refusal, or `nil`.
    public func refusal(of token: VerifiedToken, at now: Int64) -> VerificationError? {
        guard let client = token.claims["client_id"]?.string, clients.contains(where: client.isIdentical) else {
            return VerificationError(rule: .clientID)
        }
        return nil
    }
}
