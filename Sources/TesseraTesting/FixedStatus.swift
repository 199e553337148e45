public import TesseraOAuth
public import TesseraVerifier

/// A source that knows one status, whichever token is asked about.
///
/// `FixedStatus(.known(.invalid))` is that of a session which has ended, `FixedStatus(.unknown)` that of an issuer which cannot be
/// reached.
public struct FixedStatus: StatusSource {
    private let finding: StatusFinding

    /// A source of one answer.
    ///
    /// - Parameter finding: The answer.
    public init(_ finding: StatusFinding) {
        self.finding = finding
    }

    /// The answer.
    ///
    /// - Parameter reference: Passed over.
    /// - Returns: The answer.
    public func status(of reference: StatusReference) -> StatusFinding { finding }

    /// The same answer.
    ///
    /// - Parameter reference: Passed over.
    /// - Returns: The answer.
    public func refreshedStatus(of reference: StatusReference) async -> StatusFinding { finding }
}
