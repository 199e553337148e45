#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Searching and comparing by the C library, whose loops work on many bytes at once.
enum Bytes {
    /// The first position of a byte at or behind `start`, or `nil`.
    @inline(__always)
    static func position(of byte: UInt8, in buffer: UnsafeBufferPointer<UInt8>, from start: Int = 0) -> Int? {
        guard start < buffer.count, let base = buffer.baseAddress else { return nil }
        guard let found = unsafe memchr(base + start, CInt(byte), buffer.count - start) else { return nil }
        return unsafe UnsafeRawPointer(found) - UnsafeRawPointer(base)
    }

    /// Whether both hold the same bytes.
    ///
    /// The time depends on the content: not for secrets.
    @inline(__always)
    static func areEqual(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Bool {
        guard left.count == right.count else { return false }
        guard let first = left.baseAddress, let second = right.baseAddress else { return left.isEmpty }
        return unsafe memcmp(first, second, left.count) == 0
    }
}
