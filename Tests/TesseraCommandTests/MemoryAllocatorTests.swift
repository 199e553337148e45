import Testing

@testable import tessera

@Suite struct MemoryAllocatorTests {
    #if os(Linux)
    @Test func `memory that a flood leaves behind is given back`() throws {
        let before = try #require(MemoryAllocator.anonymousBytes)
        // Smaller than what glibc maps by itself, and with something that lives at the end of the heap.
        var flood: [[UInt8]] = (0..<12_000).map { _ in [UInt8](repeating: 1, count: 16_000) }
        let survivor = [UInt8](repeating: 2, count: 16_000)
        #expect(try #require(MemoryAllocator.anonymousBytes) > before + (150 << 20))
        flood.removeAll()
        MemoryAllocator.giveBack(over: 48 << 20)
        #expect(try #require(MemoryAllocator.anonymousBytes) < before + (100 << 20))
        #expect(survivor.count == 16_000)
    }
    #endif

    @Test func `while little is free, nothing is given back`() {
        #expect(!MemoryAllocator.giveBack(over: 1 << 40))
    }
}
