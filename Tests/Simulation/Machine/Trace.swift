/// What happened, one line for each event, for a person who looks for the cause of a failure.
///
/// No token is ever in it, and nothing that differs between two runs of a seed.
final class Trace: @unchecked Sendable {
    private(set) var lines: [String] = []
    private let isKept: Bool

    /// A trace that is kept, or one that costs nothing.
    init(isKept: Bool) {
        self.isKept = isKept
    }

    func note(at milliseconds: Int64, _ line: @autoclosure () -> String) {
        guard isKept else { return }
        lines.append("\(Self.clock(milliseconds))  \(line())")
    }

    private static func clock(_ milliseconds: Int64) -> String {
        func digits(_ number: Int64, _ width: Int) -> String {
            let text = String(number)
            return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
        }
        let seconds = milliseconds / 1000
        return digits(seconds / 3600, 2) + ":" + digits(seconds / 60 % 60, 2) + ":" + digits(seconds % 60, 2) + "."
            + digits(milliseconds % 1000, 3)
    }
}
