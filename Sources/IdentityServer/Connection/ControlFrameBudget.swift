import NIOCore

/// How many frames that ask for nothing (PING, SETTINGS, PRIORITY, WINDOW_UPDATE, RST_STREAM) a client may still send over HTTP/2.
///
/// Each costs us work and some an answer, and none is a request, so that no other limit would ever count them. A client gets a store to
/// begin with, a tenth of it each second, and some with each request, which may need them.
struct ControlFrameBudget {
    /// With the windows that the largest answer needs, twice over: for the stream and for the connection.
    private static let framesPerRequest = 32

    private let maximum: Int
    private var left: Int
    private var refilled: NIODeadline

    /// A full store of `maximum` frames.
    init(maximum: Int, now: NIODeadline) {
        self.maximum = maximum
        self.left = maximum
        self.refilled = now
    }

    /// One frame has arrived.
    ///
    /// - Returns: false when it was one too many.
    mutating func spend(on kind: HTTP2FrameScanner.Kind, now: NIODeadline) -> Bool {
        switch kind {
        case .data, .continuation: return true
        case .headers:
            left = min(maximum, left + Self.framesPerRequest)
            return true
        case .settings, .other:
            if left == 0 { refill(now) }
            guard left > 0 else { return false }
            left -= 1
            return true
        }
    }

    private mutating func refill(_ now: NIODeadline) {
        let tenths = (now - refilled).nanoseconds / 1_000_000_000
        guard tenths > 0 else { return }
        left = min(maximum, max(1, maximum / 10) * Int(min(tenths, 10)))
        refilled = now
    }
}
