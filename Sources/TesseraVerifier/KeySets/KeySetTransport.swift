/// How a key set is fetched: one GET request.
///
/// The default is `HTTPClientTransport`.
public protocol KeySetTransport: Sendable {
    /// Gets a document. Redirects are not followed: their status is the answer.
    /// - Parameter request: What to get.
    /// - Returns: The answer, whatever its status.
    /// - Throws: `KeySetError` with `unreachable`, `timedOut` or `tooLarge`.
    func get(_ request: DocumentRequest) async throws(KeySetError) -> KeySetResponse
}

extension KeySetTransport {
    /// Gets a JSON document.
    /// - Parameters:
    ///   - address: The address: https, or http on the loopback interface.
    ///   - maximumBytes: The longest body to read, in bytes.
    ///   - timeout: The time until the last byte must have arrived.
    /// - Returns: The answer, whatever its status.
    /// - Throws: `KeySetError` with `unreachable`, `timedOut` or `tooLarge`.
    public func get(
        _ address: String,
        maximumBytes: Int,
        timeout: Duration
    ) async throws(KeySetError) -> KeySetResponse {
        try await get(DocumentRequest(address, maximumBytes: maximumBytes, timeout: timeout))
    }
}

/// A request for a document of the issuer: a GET past every cache on the way, or one that asks for changes only.
public struct DocumentRequest: Sendable, Hashable {
    /// The address, checked already: https, or http on the loopback interface.
    public let address: String
    /// The wanted media type, for `Accept`.
    public let mediaType: String
    /// The entity tag of the document at hand, for `If-None-Match` (RFC 9110 §13.1.2); the answer may then be 304.
    public let entityTag: String?
    /// The longest body to read, in bytes.
    public let maximumBytes: Int
    /// The time until the last byte must have arrived.
    public let timeout: Duration

    /// Makes a request.
    /// - Parameters:
    ///   - address: The address.
    ///   - mediaType: The wanted media type.
    ///   - entityTag: The entity tag of the document at hand.
    ///   - maximumBytes: The longest body to read, in bytes.
    ///   - timeout: The time until the last byte must have arrived.
    public init(
        _ address: String,
        mediaType: String = "application/json",
        entityTag: String? = nil,
        maximumBytes: Int,
        timeout: Duration
    ) {
        self.address = address
        self.mediaType = mediaType
        self.entityTag = entityTag
        self.maximumBytes = maximumBytes
        self.timeout = timeout
    }
}

/// An answer to a request for a document of the issuer.
public struct KeySetResponse: Sendable, Hashable {
    /// The HTTP status.
    public let status: Int
    /// The value of `Cache-Control`, several joined by commas.
    public let cacheControl: String?
    /// The value of `ETag` (RFC 9110 §8.8.3).
    public let entityTag: String?
    /// The value of `Content-Type`.
    public let contentType: String?
    /// The value of `Content-Encoding`: the body is read only without one.
    public let contentEncoding: String?
    /// The value of `Location`, for a redirect, which is not followed.
    public let location: String?
    /// The body.
    public let body: [UInt8]

    /// Makes an answer.
    /// - Parameters:
    ///   - status: The HTTP status.
    ///   - cacheControl: The value of `Cache-Control`, several joined by commas.
    ///   - entityTag: The value of `ETag`.
    ///   - contentType: The value of `Content-Type`.
    ///   - contentEncoding: The value of `Content-Encoding`.
    ///   - location: The value of `Location`.
    ///   - body: The body.
    public init(
        status: Int,
        cacheControl: String? = nil,
        entityTag: String? = nil,
        contentType: String? = nil,
        contentEncoding: String? = nil,
        location: String? = nil,
        body: [UInt8]
    ) {
        self.status = status
        self.cacheControl = cacheControl
        self.entityTag = entityTag
        self.contentType = contentType
        self.contentEncoding = contentEncoding
        self.location = location
        self.body = body
    }
}
