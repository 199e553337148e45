/// What will happen, by the moment at which it does; what is due at the same moment happens in the order in which it was entered.
struct Agenda {
    struct Entry {
        let moment: Int64
        let order: Int
        let action: () -> Void

        func comesBefore(_ other: Entry) -> Bool {
            moment == other.moment ? order < other.order : moment < other.moment
        }
    }

    /// A binary heap, the next entry first.
    private var heap: [Entry] = []
    private var order = 0

    var isEmpty: Bool { heap.isEmpty }

    mutating func enter(at moment: Int64, _ action: @escaping () -> Void) {
        heap.append(Entry(moment: moment, order: order, action: action))
        order += 1
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard heap[child].comesBefore(heap[parent]) else { break }
            heap.swapAt(child, parent)
            child = parent
        }
    }

    /// Takes the next entry, if it is due by `limit`.
    mutating func next(until limit: Int64) -> Entry? {
        guard let first = heap.first, first.moment <= limit else { return nil }
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
        var parent = 0
        while true {
            var smallest = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count {
                if heap[child].comesBefore(heap[smallest]) { smallest = child }
            }
            guard smallest != parent else { break }
            heap.swapAt(parent, smallest)
            parent = smallest
        }
        return first
    }

    mutating func clear() {
        heap = []
    }
}
