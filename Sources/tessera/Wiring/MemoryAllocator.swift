#if canImport(Glibc)
import CMalloc
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
}
