import Persistence

/// Bound values as libpq takes them: binary, one behind the other, with a pointer to each.
struct Parameters {
    private var bytes: [UInt8] = []
    /// Where each value begins; nil for NULL.
    private var offsets: [Int?] = []
    private var lengths: [CInt] = []

    init(_ values: [SQLValue]) {
        for value in values {
            let start = bytes.count
            switch value {
            case .null:
                offsets.append(nil)
                lengths.append(0)
                continue
            case .text(let text): bytes.append(contentsOf: text.utf8)
            case .bytes(let content): bytes.append(contentsOf: content)
            case .bool(let bool): bytes.append(bool ? 1 : 0)
            case .integer(let integer):
                for shift in stride(from: 56, through: 0, by: -8) {
                    bytes.append(UInt8(truncatingIfNeeded: integer >> Int64(shift)))
                }
            }
            offsets.append(start)
            lengths.append(CInt(clamping: bytes.count - start))
        }
        // Values of no bytes have an address, too; without one they would be NULL.
        bytes.append(0)
    }

    /// Lends the values in libpq's form.
    ///
    /// - Parameter body: Gets the number of values, their addresses, their lengths and their formats (all binary).
    /// - Returns: What `body` returns.
    func withPointers<Result>(
        _ body: (
            CInt, UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<CInt>?, UnsafePointer<CInt>?
        ) -> Result
    ) -> Result {
        let formats = [CInt](repeating: 1, count: offsets.count)
        return unsafe bytes.withUnsafeBytes { buffer in
            let base = unsafe buffer.bindMemory(to: CChar.self).baseAddress
            let addresses = unsafe offsets.map { offset in
                unsafe offset.flatMap { offset in unsafe base.map { unsafe $0 + offset } }
            }
            return unsafe addresses.withUnsafeBufferPointer { addresses in
                unsafe lengths.withUnsafeBufferPointer { lengths in
                    unsafe formats.withUnsafeBufferPointer { formats in
                        unsafe body(
                            CInt(clamping: offsets.count),
                            addresses.baseAddress,
                            lengths.baseAddress,
                            formats.baseAddress
                        )
                    }
                }
            }
        }
    }
}
