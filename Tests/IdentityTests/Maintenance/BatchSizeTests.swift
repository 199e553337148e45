import Testing

@testable import Identity

@Suite struct `The size of a sweep's batches` {
    @Test func `doubles after a full batch that was quick`() {
        var size = BatchSize()
        size.adapt(to: .milliseconds(1), rows: 64)
        #expect(size.limit == 128)
    }

    @Test func `stays after a quick batch that was not full, which tells nothing about a full one`() {
        var size = BatchSize()
        size.adapt(to: .milliseconds(1), rows: 63)
        #expect(size.limit == 64)
    }

    @Test func `stays while a full batch takes between a third of the target and all of it`() {
        var size = BatchSize()
        size.adapt(to: .milliseconds(3), rows: 64)
        size.adapt(to: BatchSize.target, rows: 64)
        #expect(size.limit == 64)
    }

    @Test func `halves after a batch that took longer than the target, and quarters after one that took twice as long`()
    {
        var size = BatchSize()
        size.adapt(to: BatchSize.target + .microseconds(1), rows: 64)
        #expect(size.limit == 32)
        size.adapt(to: BatchSize.target * 2 + .microseconds(1), rows: 1)
        #expect(size.limit == 8)
    }

    @Test func `has a least and a most`() {
        var size = BatchSize()
        for _ in 0..<20 { size.adapt(to: .seconds(1), rows: size.limit) }
        #expect(size.limit == BatchSize.smallest)
        for _ in 0..<20 { size.adapt(to: .zero, rows: size.limit) }
        #expect(size.limit == BatchSize.largest)
    }

    @Test(arguments: [1, 40, 900, 20_000])
    func `comes to rest below the promise, whatever a row costs`(microsecondsPerRow: Int) {
        var size = BatchSize()
        func cost() -> Duration { .microseconds(microsecondsPerRow * size.limit) }
        for _ in 0..<20 { size.adapt(to: cost(), rows: size.limit) }
        #expect(cost() <= BatchSize.target || size.limit == BatchSize.smallest)
        let resting = size
        size.adapt(to: cost(), rows: size.limit)
        #expect(size == resting)
    }
}
