import Foundation
import Synchronization

// Telemetry: log lines and metrics of the process. It owns the formats; it never decides what to log.

/// Where log lines go: one call is one whole line with its line end.
protocol LogSink: Sendable {
    /// Writes one line.
    func write(_ line: [UInt8])
}

/// A file descriptor: each line is one `write(2)`, so that lines of several threads and processes don't mix.
struct FileDescriptorSink: LogSink {
    let descriptor: Int32

    func write(_ line: [UInt8]) {
        var rest = line[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { bytes in
                unsafe Foundation.write(descriptor, bytes.baseAddress, bytes.count)
            }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno != EINTR {
                return  // a full disk or a closed pipe: nowhere is left to say so
            }
        }
    }
}

/// Keeps lines in memory, for tests.
final class MemorySink: LogSink {
    private let kept = Mutex<[String]>([])

    /// The lines so far, without their line ends.
    var lines: [String] {
        kept.withLock { $0 }
    }

    func write(_ line: [UInt8]) {
        kept.withLock { $0.append(String(decoding: line.dropLast(), as: UTF8.self)) }
    }
}
