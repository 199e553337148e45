/// How a key set is fetched: one GET request.
///
/// The default is `HTTPClientTransport`.
public protocol KeySetTransport: Sendable {
    /// Gets a document. Redirects are not followed: their status is the answer.
    /// - Parameters:
    ///   - address: The address, checked already: https, or http on the loopback interface.
    ///   - maximumBytes: The longest body to read, in bytes.
    ///   - timeout: The time until the last byte must have arrived.
    /// - Returns: The answer, whatever its status.
    /// - Throws: `KeySetError` with `unreachable`, `timedOut` or `tooLarge`.
    func get(_ address: String, maximumBytes: Int, timeout: Duration) async throws(KeySetError) -> KeySetResponse
}

/// An answer to a request for a key set or metadata.
public struct KeySetResponse: Sendable, Hashable {
    /// The HTTP status.
    public let status: Int
    /// The value of `Cache-Control`, several joined by commas.
    public let cacheControl: String?
    /// The body.
    public let body: [UInt8]

    /// Makes an answer.
    /// - Parameters:
    ///   - status: The HTTP status.
    ///   - cacheControl: The value of `Cache-Control`, several joined by commas.
    ///   - body: The body.
    public init(status: Int, cacheControl: String? = nil, body: [UInt8]) {
        self.status = status
        self.cacheControl = cacheControl
        self.body = body
    }
}
