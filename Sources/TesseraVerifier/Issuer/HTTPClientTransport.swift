public import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// Speaks to the issuer with AsyncHTTPClient.
public struct HTTPClientTransport: KeySetTransport {
    let client: HTTPClient

    /// A transport for the whole process, which follows no redirects, trusts the system's certificate authorities and
    /// needs no shutdown.
    public static let shared = HTTPClientTransport(
        client: HTTPClient(eventLoopGroup: HTTPClient.defaultEventLoopGroup, configuration: configuration)
    )

    private static var configuration: HTTPClient.Configuration {
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow,
            // No read timeout: each request is bounded by its own, and a stream of events may be silent for long.
            timeout: .init(connect: .seconds(5))
        )
        // Requests wait for the outcome; when to try again is the key set's decision.
        configuration.connectionPool.retryConnectionEstablishment = false
        return configuration
    }

    /// Makes a transport over a client of your own, say one with other trusted certificate authorities.
    /// - Parameter client: The client; make it with `redirectConfiguration: .disallow` and without a read timeout,
    ///   which would end streams of events. Who made it shuts it down.
    public init(client: HTTPClient) {
        self.client = client
    }

    /// Gets a document.
    /// - Parameter request: What to get.
    /// - Returns: The answer, whatever its status.
    /// - Throws: `KeySetError` with `unreachable`, `timedOut`, `tooLarge`, or `redirected` when the client followed a
    ///   redirect.
    public func get(_ request: DocumentRequest) async throws(KeySetError) -> KeySetResponse {
        var message = HTTPClientRequest(url: request.address)
        message.headers.add(name: "Accept", value: request.mediaType)
        // Without it every coding is allowed (RFC 9110 §12.5.3), and nothing here decodes one.
        message.headers.add(name: "Accept-Encoding", value: "identity")
        // A cache on the way must ask the issuer, or a revoked key could live in it.
        message.headers.add(name: "Cache-Control", value: "no-cache")
        if let entityTag = request.entityTag { message.headers.add(name: "If-None-Match", value: entityTag) }
        return try await answer(to: message, maximumBytes: request.maximumBytes, timeout: request.timeout)
    }

    /// Sends a request and reads the whole answer, within a time.
    func answer(
        to message: HTTPClientRequest,
        maximumBytes: Int,
        timeout: Duration
    ) async throws(KeySetError) -> KeySetResponse {
        do {
            // The client's own deadline ends with the response's head; a body that drips in is bounded here.
            return try await withThrowingTaskGroup(of: KeySetResponse.self) { group in
                group.addTask { try await response(to: message, maximumBytes: maximumBytes, timeout: timeout) }
                group.addTask {
                    try await Task.sleep(for: timeout)
                    throw KeySetError(.timedOut)
                }
                defer { group.cancelAll() }
                guard let first = try await group.next() else { throw KeySetError(.unreachable) }
                return first
            }
        } catch {
            throw Self.keySetError(error)
        }
    }

    private func response(
        to message: HTTPClientRequest,
        maximumBytes: Int,
        timeout: Duration
    ) async throws -> KeySetResponse {
        let response = try await client.execute(message, timeout: TimeAmount(timeout))
        guard response.history.count <= 1 else { throw KeySetError(.redirected) }
        let body = try await response.body.collect(upTo: maximumBytes)
        let cacheControl = response.headers["Cache-Control"]
        return KeySetResponse(
            status: Int(response.status.code),
            cacheControl: cacheControl.isEmpty ? nil : cacheControl.joined(separator: ", "),
            entityTag: response.headers.first(name: "ETag"),
            contentType: response.headers.first(name: "Content-Type"),
            contentEncoding: response.headers.first(name: "Content-Encoding"),
            location: response.headers.first(name: "Location"),
            body: Array(body.readableBytesView)
        )
    }

    static func keySetError(_ error: any Error) -> KeySetError {
        switch error {
        case let error as KeySetError: error
        case is NIOTooManyBytesError: KeySetError(.tooLarge)
        case let error as HTTPClientError
        where [.deadlineExceeded, .connectTimeout, .readTimeout].contains(error):
            KeySetError(.timedOut)
        default: KeySetError(.unreachable)
        }
    }
}
