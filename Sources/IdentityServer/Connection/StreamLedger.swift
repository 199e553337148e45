/// What the streams of one HTTP/2 connection are at, all together.
struct StreamLedger {
    /// Where the end of a connection is at that takes no more requests.
    enum Ending {
        /// It goes on.
        case none
        /// The client has been told, and gets a moment to hear of it.
        case announced
        /// Further streams are refused; the connection ends with its last stream.
        case final
    }

    /// Streams that have not ended.
    private(set) var open = 0
    /// Those of them for which the server works: the request is whole, and the answer is not written.
    private(set) var working = 0
    var ending = Ending.none

    mutating func opened() {
        open += 1
        working += 1
    }

    mutating func ended() { open -= 1 }

    /// The server waits for the client of one more stream, or of one less.
    mutating func works(_ isWorking: Bool) { working += isWorking ? 1 : -1 }
}
