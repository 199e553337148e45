import CZlib

/// The statuses of many tokens in few bits (draft-ietf-oauth-status-list, "Status List").
///
/// Entry 0 lies in the least significant bits of byte 0.
public struct StatusList: Sendable, Hashable {
    /// How many bits an entry has: 1, 2, 4 or 8.
    public let bitsPerEntry: Int
    /// The packed entries.
    public private(set) var bytes: [UInt8]

    /// Makes a list with one bit an entry, every token valid.
    /// - Parameter entryCount: How many entries; rounded up to whole bytes.
    public init(entryCount: Int) {
        bitsPerEntry = 1
        bytes = [UInt8](repeating: 0, count: (max(0, entryCount) + 7) / 8)
    }

    /// How many entries there are.
    public var entryCount: Int { bytes.count * entriesPerByte }

    /// The status of an entry.
    /// - Parameter index: The entry's number, beginning with 0.
    /// - Returns: Its status; `nil` when the list has no such entry.
    public func status(at index: Int) -> TokenStatus? {
        guard index >= 0, index < entryCount else { return nil }
        return TokenStatus(rawValue: (bytes[index / entriesPerByte] >> shift(of: index)) & mask)
    }

    /// Writes an entry.
    /// - Parameters:
    ///   - status: Its new status.
    ///   - index: The entry's number, beginning with 0.
    /// - Returns: Whether the list has that entry and can hold that status; else nothing is changed.
    @discardableResult
    public mutating func set(_ status: TokenStatus, at index: Int) -> Bool {
        guard index >= 0, index < entryCount, status.rawValue <= mask else { return false }
        let position = index / entriesPerByte
        let others = bytes[position] & ~(mask << shift(of: index))
        bytes[position] = others | (status.rawValue << shift(of: index))
        return true
    }

    private var entriesPerByte: Int { 8 / bitsPerEntry }

    private var mask: UInt8 { UInt8(truncatingIfNeeded: (1 << bitsPerEntry) - 1) }

    private func shift(of index: Int) -> Int { index % entriesPerByte * bitsPerEntry }
}

/// The form in which lists travel: a zlib stream (RFC 1950).
extension StatusList {
    /// Reads a list.
    ///
    /// Never unpacks more than the caller allows, however much the stream promises.
    /// - Parameters:
    ///   - bitsPerEntry: How many bits an entry has, the member `bits`.
    ///   - compressed: The decoded member `lst`.
    ///   - maximumBytes: The longest packed list accepted, in bytes.
    /// - Throws: ``StatusListError``.
    public init(bitsPerEntry: Int, compressed: [UInt8], maximumBytes: Int) throws(StatusListError) {
        guard [1, 2, 4, 8].contains(bitsPerEntry) else { throw .invalidEntrySize }
        var consumed = uLong(compressed.count)
        var written = uLong(max(0, maximumBytes))
        var outcome = Z_DATA_ERROR
        let unpacked = unsafe [UInt8](unsafeUninitializedCapacity: max(0, maximumBytes)) { room, count in
            outcome = unsafe uncompress2(room.baseAddress, &written, compressed, &consumed)
            count = outcome == Z_OK ? Int(written) : 0
        }
        switch outcome {
        case Z_OK where consumed == uLong(compressed.count): break
        case Z_BUF_ERROR where consumed < uLong(compressed.count) || written == uLong(maximumBytes): throw .tooLarge
        default: throw .malformed
        }
        self.bitsPerEntry = bitsPerEntry
        bytes = unpacked
    }

    /// The list as it travels, at the highest compression.
    /// - Returns: A zlib stream.
    /// - Throws: ``StatusListError/tooLarge`` when there is no memory for it.
    public func compressed() throws(StatusListError) -> [UInt8] {
        var written = compressBound(uLong(bytes.count))
        var outcome = Z_MEM_ERROR
        let packed = unsafe [UInt8](unsafeUninitializedCapacity: Int(written)) { room, count in
            outcome = unsafe compress2(room.baseAddress, &written, bytes, uLong(bytes.count), Z_BEST_COMPRESSION)
            count = outcome == Z_OK ? Int(written) : 0
        }
        guard outcome == Z_OK else { throw .tooLarge }
        return packed
    }
}
