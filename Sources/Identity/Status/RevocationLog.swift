import TesseraOAuth

/// The revocations that count, as memory has them: the bits of every list, and the events in their order.
///
/// Pure. It costs 16 bytes for each session that was ended within the last day.
struct RevocationLog: Sendable {
    private struct Entry: Sendable {
        /// The position; negative for a revoked key.
        let position: Int64
        let moment: Timestamp
    }

    /// Everything up to here has been removed.
    private(set) var purged = StatusEventID.none
    private(set) var lists: [StatusList] = []
    /// Changes with each change of a list.
    private(set) var versions: [Int] = []
    private var entries: [Entry] = []
    private var keys: [Int64: String] = [:]
    private let uri: @Sendable (Int) -> String

    /// An empty log whose lists have these addresses.
    init(uri: @escaping @Sendable (Int) -> String) {
        self.uri = uri
        extend(toPosition: 0)
    }

    /// The last event.
    var last: StatusEventID {
        guard let entry = entries.last else { return purged }
        return StatusEventID(sequence: purged.sequence + Int64(entries.count), moment: entry.moment)
    }

    /// Makes sure that there is the list of a position, which may have been given out a moment ago.
    mutating func extend(toPosition position: Int64) {
        let list = StatusPosition(rawValue: position).list
        while lists.count <= list {
            lists.append(StatusList(entryCount: StatusPosition.entriesPerList))
            versions.append(0)
        }
    }

    /// What came of taking up what the database says.
    struct Progress: Sendable, Hashable {
        /// The events that are new.
        let events: [StatusEvent]
        /// Whether these are all that happened since the last that was known.
        let isComplete: Bool
    }

    /// Takes up what the database says.
    ///
    /// - Parameters:
    ///   - state: the counters.
    ///   - revocations: rows in their order, read together with `state`; some may be known.
    /// - Returns: what is new.
    mutating func apply(_ state: StatusState, _ revocations: [Revocation]) -> Progress {
        // A reader that was overtaken by another has nothing to tell.
        guard state.lastSequence >= last.sequence, state.purged.sequence >= purged.sequence else {
            return Progress(events: [], isComplete: true)
        }
        extend(toPosition: max(0, state.nextPosition - 1))
        let isComplete = state.purged.sequence <= last.sequence
        purge(through: state.purged)
        var events: [StatusEvent] = []
        for revocation in revocations where revocation.id.sequence > last.sequence {
            events.append(append(revocation))
        }
        return Progress(events: events, isComplete: isComplete)
    }

    private mutating func append(_ revocation: Revocation) -> StatusEvent {
        switch revocation.subject {
        case .key(let keyID):
            entries.append(Entry(position: -1, moment: revocation.id.moment))
            keys[revocation.id.sequence] = keyID
        case .position(let position):
            entries.append(Entry(position: position, moment: revocation.id.moment))
            extend(toPosition: position)
            set(.invalid, StatusPosition(rawValue: position))
        }
        return event(revocation.id.sequence, entries[entries.count - 1])
    }

    private mutating func purge(through id: StatusEventID) {
        let count = Int(min(id.sequence - purged.sequence, Int64(entries.count)))
        for (offset, entry) in entries.prefix(max(0, count)).enumerated() {
            if entry.position < 0 {
                keys[purged.sequence + Int64(offset) + 1] = nil
            } else {
                set(.valid, StatusPosition(rawValue: entry.position))
            }
        }
        guard id.sequence > purged.sequence else { return }
        entries.removeFirst(count)
        purged = id
    }

    private mutating func set(_ status: TokenStatus, _ position: StatusPosition) {
        lists[position.list].set(status, at: position.index)
        versions[position.list] += 1
    }

    /// The events after `id`, if that is an event of this history and there are at most `limit`; else nil.
    func events(after id: StatusEventID, limit: Int) -> [StatusEvent]? {
        let offset = id.sequence - purged.sequence
        guard offset >= 0, offset <= entries.count, entries.count - Int(offset) <= limit else { return nil }
        let known = offset == 0 ? purged.moment : entries[Int(offset) - 1].moment
        guard known == id.moment else { return nil }
        return zip(entries[Int(offset)...], (id.sequence + 1)...).map { event($1, $0) }
    }

    private func event(_ sequence: Int64, _ entry: Entry) -> StatusEvent {
        let id = StatusEventID(sequence: sequence, moment: entry.moment)
        guard entry.position >= 0 else { return StatusEvent(id: id, change: .keyRevoked(keys[sequence] ?? "")) }
        let position = StatusPosition(rawValue: entry.position)
        return StatusEvent(
            id: id,
            change: .invalid(StatusReference(uri: uri(position.list), index: position.index))
        )
    }
}
