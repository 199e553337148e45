/// What the handler of request parts tells the handler of bytes, as an outbound user event.
///
/// Over HTTP/2 each stream tells its connection; an event that fails asks the stream to refuse its request.
enum RequestPhase: Sendable {
    /// A whole header has been read.
    case headReceived
    /// The header has been read and the body has not come with it, so that the server waits for the client.
    case bodyAwaited
    /// The body that was awaited has arrived.
    case bodyReceived
    /// A whole answer has been written.
    case answered
    /// The answer under way lasts until the client goes.
    case streaming
    /// A stream of HTTP/2 has ended.
    case streamEnded
    /// The client has been told that the connection takes no more requests (GOAWAY).
    case windingDown
}

/// There is no place for a further stream.
struct StreamRefused: Error {}

/// Asks for the word that streams after this one are not answered (GOAWAY, RFC 9113 §6.8), as an inbound user event.
struct LastStream: Sendable {
    let identifier: UInt32
}
