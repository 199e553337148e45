/// Finds the name that a misspelled one probably means.
package enum NearestName {
    /// The candidate nearest to `name`, unless even that one is too far away to be what was meant.
    package static func of(_ name: String, among candidates: some Sequence<String>) -> String? {
        let limit = max(2, name.count / 3)
        return
            candidates
            .map { (candidate: $0, distance: editDistance(name, $0)) }
            .filter { $0.distance <= limit }
            .min { ($0.distance, $0.candidate) < ($1.distance, $1.candidate) }?
            .candidate
    }

    /// How many letters must be inserted, removed, replaced or swapped with their neighbour (optimal string alignment).
    package static func editDistance(_ left: String, _ right: String) -> Int {
        let left = Array(left.unicodeScalars)
        let right = Array(right.unicodeScalars)
        var beforePrevious: [Int] = []
        var previous = Array(0...right.count)
        for row in left.indices {
            var current = [row + 1]
            for column in right.indices {
                var best = min(previous[column + 1], current[column]) + 1
                best = min(best, previous[column] + (left[row] == right[column] ? 0 : 1))
                if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                    best = min(best, beforePrevious[column - 1] + 1)
                }
                current.append(best)
            }
            beforePrevious = previous
            previous = current
        }
        return previous[right.count]
    }
}
