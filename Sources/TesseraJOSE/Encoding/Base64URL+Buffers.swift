// The loops of base64url over raw buffers. Callers give targets of exactly the right size; both loops check it once,
// so that no access inside can leave its buffer.

/// The 64 characters of RFC 4648 §5.
private let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

/// The value of each byte, or 0xFF for one outside of the alphabet.
private let values: [UInt8] = {
    var values = [UInt8](repeating: 0xFF, count: 256)
    for (value, character) in alphabet.enumerated() { values[Int(character)] = UInt8(value) }
    return values
}()

extension Base64URL {
    /// Encodes into the start of a buffer that has room for ``encodedCount(_:)``; returns the length of the text.
    @discardableResult
    static func encode(
        _ source: UnsafeBufferPointer<UInt8>,
        into target: UnsafeMutableBufferPointer<UInt8>
    ) -> Int {
        let count = encodedCount(source.count)
        precondition(target.count >= count)
        unsafe alphabet.withUnsafeBufferPointer { alphabet in
            var read = 0
            var write = 0
            while read + 2 < source.count {
                let bits =
                    unsafe UInt32(source[read]) << 16 | UInt32(source[read + 1]) << 8 | UInt32(source[read + 2])
                unsafe target[write] = alphabet[Int(bits >> 18)]
                unsafe target[write + 1] = alphabet[Int(bits >> 12 & 63)]
                unsafe target[write + 2] = alphabet[Int(bits >> 6 & 63)]
                unsafe target[write + 3] = alphabet[Int(bits & 63)]
                read += 3
                write += 4
            }
            switch source.count - read {
            case 1:
                let bits = unsafe UInt32(source[read])
                unsafe target[write] = alphabet[Int(bits >> 2)]
                unsafe target[write + 1] = alphabet[Int(bits << 4 & 63)]
            case 2:
                let bits = unsafe UInt32(source[read]) << 8 | UInt32(source[read + 1])
                unsafe target[write] = alphabet[Int(bits >> 10)]
                unsafe target[write + 1] = alphabet[Int(bits >> 4 & 63)]
                unsafe target[write + 2] = alphabet[Int(bits << 2 & 63)]
            default: break
            }
        }
        return count
    }

    /// Decodes into a buffer of exactly ``decodedCount(_:)`` bytes; returns whether the text is canonical.
    ///
    /// What stands in the buffer after `false` means nothing.
    static func decode(
        _ source: UnsafeBufferPointer<UInt8>,
        into target: UnsafeMutableBufferPointer<UInt8>
    ) -> Bool {
        guard target.count == decodedCount(source.count) else { return false }
        return unsafe values.withUnsafeBufferPointer { values in
            // Every valid value is below 64, so that one look at the union of all tells whether any was invalid.
            var union: UInt8 = 0
            var read = 0
            var write = 0
            while read + 3 < source.count {
                let (first, second) = unsafe (values[Int(source[read])], values[Int(source[read + 1])])
                let (third, fourth) = unsafe (values[Int(source[read + 2])], values[Int(source[read + 3])])
                union |= first | second | third | fourth
                let bits = UInt32(first) << 18 | UInt32(second) << 12 | UInt32(third) << 6 | UInt32(fourth)
                unsafe target[write] = UInt8(truncatingIfNeeded: bits >> 16)
                unsafe target[write + 1] = UInt8(truncatingIfNeeded: bits >> 8)
                unsafe target[write + 2] = UInt8(truncatingIfNeeded: bits)
                read += 4
                write += 3
            }
            switch source.count - read {
            case 2:
                let (first, second) = unsafe (values[Int(source[read])], values[Int(source[read + 1])])
                union |= first | second
                guard second & 0x0F == 0 else { return false }
                unsafe target[write] = first << 2 | second >> 4
            case 3:
                let (first, second) = unsafe (values[Int(source[read])], values[Int(source[read + 1])])
                let third = unsafe values[Int(source[read + 2])]
                union |= first | second | third
                guard third & 0x03 == 0 else { return false }
                unsafe target[write] = first << 2 | second >> 4
                unsafe target[write + 1] = second << 4 | third >> 2
            default: break
            }
            return union < 64
        }
    }
}
