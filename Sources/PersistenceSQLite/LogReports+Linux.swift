import Dispatch
import Foundation
import Synchronization

#if os(Linux)
/// The reports of one file, or nil when the kernel gives none.
func logReports(_ path: String, on queue: DispatchQueue) -> (any LogReports)? { KernelReports(path, on: queue) }

/// inotify: a descriptor that becomes readable when a process has written to the file.
private final class KernelReports: LogReports {
    private let descriptor: CInt
    /// nonisolated(unsafe), since its type does not say that any thread may suspend, resume and cancel it.
    nonisolated(unsafe) private let source: any DispatchSourceRead
    private let isResting = Mutex(true)

    init?(_ path: String, on queue: DispatchQueue) {
        let descriptor = inotify_init1(CInt(IN_NONBLOCK | IN_CLOEXEC))
        guard descriptor >= 0 else { return nil }
        guard unsafe inotify_add_watch(descriptor, path, UInt32(IN_MODIFY)) >= 0 else {
            Glibc.close(descriptor)
            return nil
        }
        self.descriptor = descriptor
        unsafe source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: queue)
        unsafe source.setCancelHandler { Glibc.close(descriptor) }
    }

    func start(_ body: @escaping @Sendable () -> Void) {
        unsafe source.setEventHandler { [weak self] in
            guard let self else { return }
            _ = take()
            // While reports come without end, the listeners look in intervals and this rests.
            isResting.withLock { isResting in
                guard !isResting else { return }
                isResting = true
                unsafe source.suspend()
            }
            body()
        }
        resume()
    }

    func take() -> Bool {
        var buffer: [UInt8] = Array(repeating: 0, count: 4096)
        var hasAny = false
        while unsafe read(descriptor, &buffer, buffer.count) > 0 { hasAny = true }
        return hasAny
    }

    func resume() {
        isResting.withLock { isResting in
            guard isResting else { return }
            isResting = false
            unsafe source.resume()
        }
    }

    func stop() {
        unsafe source.cancel()
        // A source that is suspended never runs its last handler.
        resume()
    }
}
#else
/// Nothing: the listeners ask in intervals.
func logReports(_ path: String, on queue: DispatchQueue) -> (any LogReports)? { nil }
#endif
