import Foundation
import Persistence

/// A directory that only its owner can read and that is deleted with its content.
final class TemporaryDirectory: Sendable {
    let path: String

    init() throws(PersistenceError) {
        let candidates = ["/dev/shm", NSTemporaryDirectory()]
        for parent in candidates {
            let path = "\(parent)/tessera-\(UUID().uuidString)"
            if unsafe mkdir(path, 0o700) == 0 {
                self.path = path
                return
            }
        }
        throw PersistenceError(
            .cannotOpen,
            message: "no directory can be made in \(candidates.joined(separator: " or "))"
        )
    }

    deinit {
        delete()
    }

    func delete() {
        // Nothing depends on it: at worst a test leaves a file behind.
        try? FileManager.default.removeItem(atPath: path)
    }
}
