import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// Streams of events, and confirmations.
extension HTTPClientTransport: StatusTransport {
    /// Opens a stream of server-sent events and hands on its bytes as they arrive, until it ends.
    /// - Parameters:
    ///   - request: The stream.
    ///   - receive: Takes the next bytes; what it throws ends the stream.
    /// - Throws: `KeySetError` with `status`, `redirected`, `unreachable` or `timedOut`; what `receive` throws;
    ///   `CancellationError`.
    public func events(
        _ request: EventStreamRequest,
        receive: @Sendable ([UInt8]) throws -> Void
    ) async throws {
        var message = HTTPClientRequest(url: request.address)
        message.headers.add(name: "Accept", value: "text/event-stream")
        message.headers.add(name: "Cache-Control", value: "no-cache")
        if let id = request.lastEventID { message.headers.add(name: "Last-Event-ID", value: id) }
        if let credentials = request.credentials {
            message.headers.add(name: "Authorization", value: credentials.authorization)
        }
        let response: HTTPClientResponse
        do {
            // The deadline ends with the response's head; silence later is the stream's own affair.
            response = try await client.execute(message, timeout: TimeAmount(request.timeout))
        } catch let error as CancellationError {
            throw error
        } catch {
            throw Self.keySetError(error)
        }
        guard response.history.count <= 1, !(300..<400).contains(response.status.code) else {
            throw KeySetError(.redirected)
        }
        guard response.status != .tooManyRequests, response.status.code < 500 else {
            throw KeySetError(.unreachable, detail: "\(response.status.code)")
        }
        let type = response.headers.first(name: "Content-Type")?.prefix { $0 != ";" && $0 != " " }.lowercased()
        guard response.status == .ok, type == "text/event-stream" else {
            throw KeySetError(.status, detail: "\(response.status.code)")
        }
        for try await bytes in response.body { try receive(Array(bytes.readableBytesView)) }
    }

    /// Sends a small JSON document.
    /// - Parameters:
    ///   - body: The document.
    ///   - address: The address.
    ///   - timeout: The time until the last byte of the answer must have arrived.
    /// - Returns: The answer's status.
    /// - Throws: `KeySetError` with `unreachable`, `timedOut` or `tooLarge`.
    public func post(_ body: [UInt8], to address: String, timeout: Duration) async throws(KeySetError) -> Int {
        var message = HTTPClientRequest(url: address)
        message.method = .POST
        message.headers.add(name: "Content-Type", value: "application/json")
        message.body = .bytes(ByteBuffer(bytes: body))
        return try await answer(to: message, maximumBytes: 65_536, timeout: timeout).status
    }
}
