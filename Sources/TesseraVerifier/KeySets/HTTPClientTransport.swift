public import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// Fetches key sets with AsyncHTTPClient.
public struct HTTPClientTransport: KeySetTransport {
    private let client: HTTPClient

    /// A transport for the whole process, which follows no redirects, trusts the system's certificate authorities and
    /// needs no shutdown.
    public static let shared = HTTPClientTransport(
        client: HTTPClient(eventLoopGroup: HTTPClient.defaultEventLoopGroup, configuration: configuration)
    )

    private static var configuration: HTTPClient.Configuration {
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow,
            timeout: .init(connect: .seconds(5), read: .seconds(5))
        )
        // Requests wait for the outcome; when to try again is the key set's decision.
        configuration.connectionPool.retryConnectionEstablishment = false
        return configuration
    }

    /// Makes a transport over a client of your own, say one with other trusted certificate authorities.
    /// - Parameter client: The client; make it with `redirectConfiguration: .disallow`. Who made it shuts it down.
    public init(client: HTTPClient) {
        self.client = client
    }

    /// Gets a document.
    /// - Parameters:
    ///   - address: The address.
    ///   - maximumBytes: The longest body to read, in bytes.
    ///   - timeout: The time until the last byte must have arrived.
    /// - Returns: The answer, whatever its status.
    /// - Throws: `KeySetError` with `unreachable`, `timedOut`, `tooLarge`, or `redirected` when the client followed a
    ///   redirect.
    public func get(
        _ address: String,
        maximumBytes: Int,
        timeout: Duration
    ) async throws(KeySetError) -> KeySetResponse {
        do {
            // The client's own deadline ends with the response's head; a body that drips in is bounded here.
            return try await withThrowingTaskGroup(of: KeySetResponse.self) { group in
                group.addTask { try await response(address, maximumBytes: maximumBytes, timeout: timeout) }
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

    private func response(_ address: String, maximumBytes: Int, timeout: Duration) async throws -> KeySetResponse {
        var request = HTTPClientRequest(url: address)
        request.headers.add(name: "Accept", value: "application/json")
        let response = try await client.execute(request, timeout: TimeAmount(timeout))
        guard response.history.count <= 1 else { throw KeySetError(.redirected) }
        let body = try await response.body.collect(upTo: maximumBytes)
        let cacheControl = response.headers["Cache-Control"]
        return KeySetResponse(
            status: Int(response.status.code),
            cacheControl: cacheControl.isEmpty ? nil : cacheControl.joined(separator: ", "),
            body: Array(body.readableBytesView)
        )
    }

    private static func keySetError(_ error: any Error) -> KeySetError {
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
