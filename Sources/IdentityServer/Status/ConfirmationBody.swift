import Identity

/// The body of `POST /status/confirmations`.
struct ConfirmationBody: Sendable, Equatable {
    let stream: String
    let id: StatusEventID

    /// - Throws: ``BodyError`` naming the member that is wrong.
    init(_ bytes: [UInt8]) throws(BodyError) {
        let body = try JSONBody(bytes, members: ["stream", "id"])
        stream = try body.string("stream")
        guard let id = StatusEventID(try body.string("id")) else {
            throw BodyError(field: "id", "id: expected the id of an event of the stream.")
        }
        self.id = id
    }
}
