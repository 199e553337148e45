/// What a person recognises a session by: browser and system, read from the user agent in words.
///
/// A guess, never a proof.
struct Device: Sendable, Hashable {
    /// `Firefox`, `Chrome`, `curl`, … or nil when unknown.
    let browser: String?
    /// `Windows`, `macOS`, `iOS`, `Android`, `Linux`, … or nil when unknown.
    let system: String?

    /// Order matters: Edge, Opera and Samsung call themselves Chrome too, and Chrome calls itself Safari.
    private static let browsers: [(mark: String, name: String)] = [
        ("tessera command", "Tessera command"), ("edg/", "Edge"), ("edga/", "Edge"), ("edgios/", "Edge"),
        ("opr/", "Opera"),
        ("samsungbrowser/", "Samsung Internet"), ("vivaldi/", "Vivaldi"), ("fxios/", "Firefox"),
        ("firefox/", "Firefox"),
        ("crios/", "Chrome"), ("chromium/", "Chromium"), ("chrome/", "Chrome"), ("version/", "Safari"),
        ("curl/", "curl"),
        ("wget/", "Wget"), ("python", "Python"), ("okhttp", "Android app"), ("cfnetwork", "Apple app"),
        ("node", "Node.js"),
        ("swift", "Swift app"),
    ]
    private static let systems: [(mark: String, name: String)] = [
        ("iphone", "iOS"), ("ipad", "iPadOS"), ("android", "Android"), ("cros", "ChromeOS"), ("windows", "Windows"),
        ("macintosh", "macOS"), ("mac os x", "macOS"), ("darwin", "macOS"), ("freebsd", "FreeBSD"), ("linux", "Linux"),
    ]

    /// The device behind a `User-Agent` header.
    init(userAgent: String?) {
        let text = (userAgent ?? "").lowercased()
        browser = Self.browsers.first { text.contains($0.mark) }?.name
        system = Self.systems.first { text.contains($0.mark) }?.name
    }

    /// One line for a list: `Firefox on Linux`, `curl`, `Unknown device`.
    var name: String {
        switch (browser, system) {
        case (let browser?, let system?): "\(browser) on \(system)"
        case (let browser?, nil): browser
        case (nil, let system?): "Unknown browser on \(system)"
        case (nil, nil): "Unknown device"
        }
    }
}
