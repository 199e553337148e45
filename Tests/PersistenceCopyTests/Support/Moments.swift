import PersistenceCopy
import Synchronization

/// What a copy has told.
final class Moments: Sendable {
    private let moments = Mutex<[CopyProgress]>([])

    var all: [CopyProgress] { moments.withLock { $0 } }

    func append(_ progress: CopyProgress) { moments.withLock { $0.append(progress) } }
}
