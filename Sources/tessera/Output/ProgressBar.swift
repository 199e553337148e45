import Synchronization

/// Shows on standard error how far long work is, when that is a terminal.
final class ProgressBar: Sendable {
    private static let width = 30
    private let title: String
    private let isShown: Bool
    private let write: @Sendable (String) -> Void
    private let shown = Mutex(-1)

    /// A bar.
    ///
    /// - Parameters:
    ///   - title: The name of the work.
    ///   - isShown: Whether to draw it; by default, whether standard error is a terminal.
    ///   - write: Where it is drawn.
    init(
        _ title: String,
        isShown: Bool = Terminal.errorIsTerminal,
        write: @escaping @Sendable (String) -> Void = Terminal.note
    ) {
        self.title = title
        self.isShown = isShown
        self.write = write
    }

    /// Draws the bar again when its percentage has changed.
    ///
    /// - Parameter fraction: The part that is done, from 0 to 1.
    func show(_ fraction: Double) {
        guard isShown, fraction.isFinite, let percent = Int(exactly: (min(max(fraction, 0), 1) * 100).rounded(.down))
        else {
            return
        }
        shown.withLock { shown in
            guard percent > shown else { return }
            shown = percent
            write("\r" + line(percent: percent))
        }
    }

    /// Shows the title while `work` runs, and removes the bar in any case, so that the result stands alone.
    ///
    /// - Parameter work: The work. It may call ``show(_:)`` when it knows how far it is.
    /// - Returns: What the work returns.
    /// - Throws: What the work throws.
    func during<Result: Sendable>(_ work: () async throws -> Result) async throws -> Result {
        if isShown { write("\r\(title) …") }
        defer {
            if isShown { write("\r\u{1B}[2K") }
        }
        return try await work()
    }

    /// The bar as one line.
    func line(percent: Int) -> String {
        let full = Self.width * percent / 100
        let bar = String(repeating: "#", count: full) + String(repeating: "-", count: Self.width - full)
        return "\(title) [\(bar)] \(percent) %"
    }
}
