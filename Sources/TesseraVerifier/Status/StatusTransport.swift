/// How a verifier speaks to the issuer about statuses: documents, a stream of events, and small messages.
///
/// The default is `HTTPClientTransport`.
public protocol StatusTransport: KeySetTransport {
    /// Opens a stream of server-sent events and hands on its bytes as they arrive, until it ends.
    ///
    /// Cancelling the task ends it.
    /// - Parameters:
    ///   - request: The stream.
    ///   - receive: Takes the next bytes; what it throws ends the stream.
    /// - Throws: `KeySetError` with `status` or `redirected` when the issuer refuses the stream, `unreachable` or
    ///   `timedOut` when it can't be had at the moment (429 and 5xx among the reasons); what `receive` throws; `CancellationError`.
    func events(_ request: EventStreamRequest, receive: @Sendable ([UInt8]) throws -> Void) async throws

    /// Sends a small JSON document. Redirects are not followed.
    /// - Parameters:
    ///   - body: The document.
    ///   - address: The address, checked already.
    ///   - timeout: The time until the last byte of the answer must have arrived.
    /// - Returns: The answer's status.
    /// - Throws: `KeySetError` with `unreachable`, `timedOut` or `tooLarge`.
    func post(_ body: [UInt8], to address: String, timeout: Duration) async throws(KeySetError) -> Int
}

/// A request for a stream of server-sent events.
public struct EventStreamRequest: Sendable, Hashable {
    /// The address, checked already: https, or http on the loopback interface.
    public let address: String
    /// The last event that arrived before, for `Last-Event-ID`.
    public let lastEventID: String?
    /// The time until the answer must have begun.
    public let timeout: Duration
    /// As whom to ask; its ``IssuerCredentials/authorization`` is the header `Authorization`.
    public let credentials: IssuerCredentials?

    /// Makes a request.
    /// - Parameters:
    ///   - address: The address.
    ///   - lastEventID: The last event that arrived before.
    ///   - timeout: The time until the answer must have begun.
    ///   - credentials: As whom to ask.
    public init(
        address: String,
        lastEventID: String?,
        timeout: Duration,
        credentials: IssuerCredentials? = nil
    ) {
        self.address = address
        self.lastEventID = lastEventID
        self.timeout = timeout
        self.credentials = credentials
    }
}
