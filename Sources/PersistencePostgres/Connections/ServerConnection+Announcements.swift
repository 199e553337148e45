import CLibPQ
import Persistence

/// `LISTEN` and what it brings.
extension ServerConnection {
    /// The name of the channel that every node uses.
    private static let channel: RenderedSQL = .control("LISTEN tessera")

    /// Asks the server for announcements from now on.
    func listen() throws(PersistenceError) {
        for case .failed(let failed) in try answers(to: [Self.channel], until: nil) { throw failed.error }
    }

    /// Makes sure that the server still answers.
    func ping() throws(PersistenceError) {
        for case .failed(let failed) in try answers(to: [.control("SELECT 1")], until: nil) { throw failed.error }
    }

    /// The descriptor on which announcements arrive.
    var descriptor: CInt {
        get throws(PersistenceError) { unsafe PQsocket(try handle) }
    }

    /// Reads what has arrived.
    func arrivedAnnouncements() throws(PersistenceError) -> [Announcement] {
        try exchange { () throws(PersistenceError) in
            let handle = unsafe try handle
            guard unsafe PQconsumeInput(handle) == 1 else { throw unsafe Self.lost(handle) }
            var announcements: [Announcement] = []
            while let notification = unsafe PQnotifies(handle) {
                defer { unsafe PQfreemem(notification) }
                let text = unsafe String(cString: notification.pointee.extra)
                // A newer node may announce what this one does not know.
                if let announcement = Announcement(rawValue: text), !announcements.contains(announcement) {
                    announcements.append(announcement)
                }
            }
            return announcements
        }
    }
}
