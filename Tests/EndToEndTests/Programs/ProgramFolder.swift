import Foundation

/// Where the programs under test lie: beside the test bundle, since the same build made both.
enum ProgramFolder {
    private final class Marker {}

    /// The folder with the built programs.
    static var url: URL {
        #if os(Linux)
        URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        #else
        Bundle(for: Marker.self).bundleURL.deletingLastPathComponent()
        #endif
    }

    /// The root of the package.
    static let package = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
}
