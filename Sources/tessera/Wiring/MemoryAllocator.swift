import Foundation

#if canImport(Glibc)
import CMalloc
import Glibc
#endif

/// The process's `malloc`.
enum MemoryAllocator {
    /// Lets the allocator keep up to a mebibyte of freed memory at the end of each heap instead of 128 KiB.
    ///
    /// SQLite takes and frees some 90 KiB for each `UPDATE … RETURNING`. At the default threshold, glibc gives those pages back
    /// and asks for them again for every statement, which interrupts every core: a third of the writer's time.
    static func keepFreedMemory() {
        #if canImport(Glibc)
        _ = mallopt(M_TRIM_THRESHOLD, 1 << 20)
        #endif
    }

    /// Returns freed memory to the system, if there is much of it.
    ///
    /// glibc itself returns only memory that is freed at the end of a heap: after a flood of requests, one small allocation
    /// there would keep everything below it.
    ///
    /// - Parameter bytes: How much unused memory the process must have.
    /// - Returns: whether memory was returned.
    @discardableResult
    static func giveBack(over bytes: Int) -> Bool {
        #if canImport(Glibc)
        let heap = mallinfo2()
        guard let held = anonymousBytes, held - Int(heap.uordblks) - Int(heap.hblkhd) > bytes else { return false }
        return malloc_trim(0) == 1
        #else
        return false
        #endif
    }

    /// The anonymous memory of the process, in bytes; nil where there is no proc(5).
    static var anonymousBytes: Int? {
        #if canImport(Glibc)
        guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else { return nil }
        let pages = text.split(separator: " ").compactMap { Int($0) }
        guard pages.count > 2 else { return nil }
        return (pages[1] - pages[2]) * Int(getpagesize())
        #else
        return nil
        #endif
    }
}
