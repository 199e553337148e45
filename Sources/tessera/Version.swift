/// Which Tessera this is.
enum Version {
    /// The version in Semantic Versioning 2.0.0.
    static let current = "0.1.0"
}
