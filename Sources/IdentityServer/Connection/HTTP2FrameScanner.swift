import NIOCore

/// Follows the frames that a client sends over HTTP/2 (RFC 9113 §4.1), without keeping any of them.
///
/// It tells what no handler behind it can see: that a header or another frame has begun and does not end. And it holds the client's
/// wish for a large table of header fields (SETTINGS_HEADER_TABLE_SIZE, RFC 7541 §4.2) to the default, since that table is memory of
/// ours that the client would size; an encoder may always use less than it is allowed.
struct HTTP2FrameScanner {
    /// What one frame is, as far as it matters here.
    enum Kind {
        case data, headers, continuation, settings, other

        fileprivate init(type: UInt8) {
            switch type {
            case 0: self = .data
            case 1: self = .headers
            case 4: self = .settings
            case 9: self = .continuation
            default: self = .other
            }
        }
    }

    private struct Frame {
        var bytes = 0
        var length = 0
        var kind = Kind.other
        var flags: UInt8 = 0
        var stream: UInt32 = 0

        /// Takes the next byte of the nine that come before a payload.
        mutating func take(_ byte: UInt8) {
            switch bytes {
            case 0...2: length = length << 8 | Int(byte)
            case 3: kind = Kind(type: byte)
            case 4: flags = byte
            case 5: stream = UInt32(byte & 0x7F)
            default: stream = stream << 8 | UInt32(byte)
            }
            bytes += 1
        }

        var hasEndOfHeaders: Bool { flags & 0x4 != 0 }
    }

    private enum Position {
        case preface(left: Int)
        case head(Frame)
        case payload(Frame, left: Int)
    }

    private static let prefaceLength = 24
    private static let headLength = 9
    private static let settingLength = 6
    private static let headerTableSize: (identifier: UInt16, most: UInt32) = (1, 4096)

    private var position = Position.preface(left: prefaceLength)
    private var isInsideHeaders = false
    private var boundaries = 0
    /// What came of a setting that has not arrived whole.
    private var heldBack = ByteBuffer()
    /// The highest stream that the client has opened, or has begun to.
    private(set) var lastStream: UInt32 = 0

    /// Which header, or which frame but DATA, has begun and not ended; nil when none has.
    ///
    /// The number differs for each, so that a client that always has one unfinished can be told from one that does not go on.
    var unfinished: Int? {
        switch position {
        case .preface: boundaries
        case .head(let frame): frame.bytes > 0 || isInsideHeaders ? boundaries : nil
        case .payload(let frame, _): frame.kind != .data || isInsideHeaders ? boundaries : nil
        }
    }

    /// Follows the next bytes.
    ///
    /// - Parameters:
    ///   - bytes: What has arrived.
    ///   - seen: Called with each frame that begins.
    /// - Returns: what is to be passed on: the same, but for a setting that is too large or not whole yet.
    mutating func scan(_ bytes: ByteBuffer, seen: (Kind) -> Void) -> ByteBuffer {
        var bytes = bytes
        if heldBack.readableBytes > 0 {
            var whole = heldBack
            whole.writeBuffer(&bytes)
            bytes = whole
            heldBack = ByteBuffer()
        }
        var index = bytes.readerIndex
        while index < bytes.writerIndex {
            let available = bytes.writerIndex - index
            switch position {
            case .preface(let left):
                let taken = min(left, available)
                index += taken
                position = taken == left ? .head(Frame()) : .preface(left: left - taken)
                if taken == left { boundaries += 1 }
            case .head(var frame):
                while frame.bytes < Self.headLength, let byte = bytes.getInteger(at: index, as: UInt8.self) {
                    frame.take(byte)
                    index += 1
                }
                position = .head(frame)
                if frame.bytes == Self.headLength { begin(frame, seen) }
            case .payload(let frame, let left) where frame.kind == .settings && left >= Self.settingLength:
                guard available >= Self.settingLength else {
                    heldBack = bytes.getSlice(at: index, length: available) ?? ByteBuffer()
                    bytes.moveWriterIndex(to: index)
                    return bytes
                }
                limit(&bytes, at: index)
                index += Self.settingLength
                advance(frame, left: left - Self.settingLength)
            case .payload(let frame, let left):
                let taken = min(left, available)
                index += taken
                advance(frame, left: left - taken)
            }
        }
        return bytes
    }

    private mutating func begin(_ frame: Frame, _ seen: (Kind) -> Void) {
        seen(frame.kind)
        if frame.kind == .headers {
            isInsideHeaders = true
            lastStream = max(lastStream, frame.stream)
        }
        advance(frame, left: frame.length)
    }

    private mutating func advance(_ frame: Frame, left: Int) {
        guard left == 0 else {
            position = .payload(frame, left: left)
            return
        }
        if frame.kind == .headers || frame.kind == .continuation { isInsideHeaders = !frame.hasEndOfHeaders }
        if !isInsideHeaders { boundaries += 1 }
        position = .head(Frame())
    }

    private func limit(_ bytes: inout ByteBuffer, at index: Int) {
        guard bytes.getInteger(at: index, as: UInt16.self) == Self.headerTableSize.identifier,
            let value = bytes.getInteger(at: index + 2, as: UInt32.self), value > Self.headerTableSize.most
        else { return }
        bytes.setInteger(Self.headerTableSize.most, at: index + 2)
    }
}
