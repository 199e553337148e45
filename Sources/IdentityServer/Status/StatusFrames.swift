import Identity
import NIOCore
import Synchronization
import TesseraJOSE
import TesseraOAuth

/// Status events as server-sent events (WHATWG HTML §9.2.6).
///
/// A frame is written once and shared by all who get it.
final class StatusFrames: Sendable {
    /// The most entries of a list in one frame, so that none is larger than 8 KiB.
    static let entriesPerFrame = 900
    /// The comment that says that all is well.
    static let heartbeat = ByteBuffer(string: ": heartbeat\n\n")

    private let last = Mutex<(first: StatusEventID, last: StatusEventID, frames: ByteBuffer)?>(nil)

    /// The first frame of a connection.
    ///
    /// - Parameters:
    ///   - stream: the connection's secret name, by which the verifier confirms.
    ///   - subscription: where it begins.
    ///   - heartbeat: the pause between two heartbeats.
    /// - Returns: the frame.
    static func hello(stream: String, _ subscription: StatusSubscription, heartbeat: Duration) -> ByteBuffer {
        let data: JSONValue = [
            "stream": .string(stream),
            "resumed": .bool(subscription.isResumed),
            "heartbeat": .integer(max(1, heartbeat.wholeSeconds)),
        ]
        return ByteBuffer(string: "retry: 1000\n" + frame(subscription.start, "hello", data))
    }

    /// The frames of a message.
    func frames(_ message: StatusMessage) -> ByteBuffer {
        switch message {
        case .heartbeat: Self.heartbeat
        case .events(let events): shared(events)
        }
    }

    private func shared(_ events: [StatusEvent]) -> ByteBuffer {
        guard let first = events.first?.id, let last = events.last?.id else { return ByteBuffer() }
        return self.last.withLock { known in
            if let known, known.first == first, known.last == last { return known.frames }
            let frames = ByteBuffer(string: Self.text(of: events))
            known = (first, last, frames)
            return frames
        }
    }

    /// The frames of events: neighbours in the same list share one, which has the name of the last.
    static func text(of events: [StatusEvent]) -> String {
        var text = ""
        var rest = events[...]
        while let event = rest.popFirst() {
            switch event.change {
            case .keyRevoked(let keyID):
                text += frame(event.id, "key_revoked", ["kid": .string(keyID)])
            case .invalid(let reference):
                var (id, indices) = (event.id, [JSONValue.integer(Int64(reference.index))])
                while indices.count < entriesPerFrame, let next = rest.first,
                    case .invalid(let neighbour) = next.change,
                    neighbour.uri.utf8.elementsEqual(reference.uri.utf8)
                {
                    rest.removeFirst()
                    id = next.id
                    indices.append(.integer(Int64(neighbour.index)))
                }
                text += frame(id, "status", ["uri": .string(reference.uri), "idx": .array(indices)])
            }
        }
        return text
    }

    private static func frame(_ id: StatusEventID, _ name: String, _ data: JSONValue) -> String {
        "id: \(id)\nevent: \(name)\ndata: \(String(decoding: data.serialized(), as: UTF8.self))\n\n"
    }
}
