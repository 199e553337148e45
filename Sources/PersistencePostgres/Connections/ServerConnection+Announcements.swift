import CLibPQ
import Persistence

/// `LISTEN` and what it brings.
extension ServerConnection {
    /// The name of the channel that every node uses.
    private static let channel: RenderedSQL = .control("LISTEN tessera")

    /// Asks the server for announcements from now on.
    func listen() throws(PersistenceError) {
        for case .failed(let failed) in try answers(to: [Self.channel]) { throw failed.error }
    }

    /// Makes sure that the server still answers.
    func ping() throws(PersistenceError) {
        for case .failed(let failed) in try answers(to: [.control("SELECT 1")]) { throw failed.error }
    }

    /// The descriptor on which announcements arrive.
    var descriptor: CInt { unsafe PQsocket(handle) }

    /// Reads what has arrived.
    func arrivedAnnouncements() throws(PersistenceError) -> [Announcement] {
        guard unsafe PQconsumeInput(handle) == 1 else { throw lost }
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
