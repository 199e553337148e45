import NIOCore
import Synchronization
import TesseraJOSE

/// Answers about access tokens that have been written out before, so that a gateway that asks about the same token again and again
/// costs no writing.
///
/// It holds what a token says and no token. Whether the token is good is never remembered here: it is asked before, each time.
final class IntrospectionAnswers: Sendable {
    /// How many are remembered: some 500 bytes each.
    static let capacity = 4096

    private let answers = Mutex<[String: ByteBuffer]>([:])

    /// The answer about the token that `claims` are of, written by `render` when it is not at hand.
    ///
    /// Known by the token's `jti`, which this server gives out once (RFC 7519 §4.1.7).
    func answer(about claims: JSONObject, render: () -> JSONObject) -> ByteBuffer {
        guard let identifier = claims["jti"]?.string else { return Self.written(render()) }
        if let known = answers.withLock({ $0[identifier] }) { return known }
        let answer = Self.written(render())
        answers.withLock { answers in
            // Rather all anew now and then than an order to keep at each use.
            if answers.count >= Self.capacity { answers.removeAll(keepingCapacity: true) }
            answers[identifier] = answer
        }
        return answer
    }

    /// How many are remembered, for the bound.
    var count: Int { answers.withLock { $0.count } }

    private static func written(_ answer: JSONObject) -> ByteBuffer {
        ByteBuffer(bytes: JSONValue.object(answer).serialized())
    }
}
