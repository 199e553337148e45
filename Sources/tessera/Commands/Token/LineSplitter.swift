/// Splits a stream of bytes into lines, and buffers at most a bounded part of one.
struct LineSplitter {
    /// A line without its end.
    enum Line: Sendable, Equatable {
        case whole([UInt8])
        /// Longer than the bound; its bytes were let go.
        case overlong
    }

    private let maximumBytes: Int
    private var pending: [UInt8] = []
    private var isOverlong = false

    /// A splitter.
    ///
    /// - Parameter maximumBytes: The longest line that is handed out, without its end.
    init(maximumBytes: Int) {
        self.maximumBytes = maximumBytes
    }

    /// Takes in the next bytes and hands out the lines that end in them, by LF or CR LF.
    mutating func lines(in chunk: some Collection<UInt8>) -> [Line] {
        var lines: [Line] = []
        var rest = chunk[...]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            take(rest[..<end])
            lines.append(line())
            rest = rest[rest.index(after: end)...]
        }
        take(rest)
        return lines
    }

    /// The last line, when the stream does not end with a line's end.
    mutating func last() -> Line? {
        pending.isEmpty && !isOverlong ? nil : line()
    }

    private mutating func take(_ bytes: some Collection<UInt8>) {
        guard !isOverlong else { return }
        // One more, since a carriage return may be the last.
        if pending.count + bytes.count > maximumBytes + 1 {
            isOverlong = true
            pending.removeAll()
        } else {
            pending.append(contentsOf: bytes)
        }
    }

    private mutating func line() -> Line {
        defer {
            pending.removeAll(keepingCapacity: true)
            isOverlong = false
        }
        if isOverlong { return .overlong }
        if pending.last == UInt8(ascii: "\r") { pending.removeLast() }
        return pending.count > maximumBytes ? .overlong : .whole(pending)
    }
}
