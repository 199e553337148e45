import TesseraJOSE

/// A key set as it was published, however broken.
struct LintKeySet: Sendable {
    let keys: [LintKey]
    /// Whether it is neither a set nor a key.
    let isUnreadable: Bool

    init(_ json: JSONValue) {
        let entries = json["keys"]?.array ?? (json["kty"] == nil ? nil : [json])
        keys = (entries ?? []).enumerated().map { LintKey($0.element, position: $0.offset) }
        isUnreadable = entries == nil
    }

    /// Ids that two keys have.
    var repeatedIDs: [String] {
        var seen: Set<[UInt8]> = []
        return keys.compactMap(\.keyID).filter { !seen.insert(Array($0.utf8)).inserted }
    }

    /// The keys of an id; without an id the only key.
    func keys(named keyID: String?) -> [LintKey]? {
        guard let keyID else { return keys.count == 1 ? keys : nil }
        let named = keys.filter { $0.keyID?.isIdentical(to: keyID) ?? false }
        return named.isEmpty ? nil : named
    }

    /// Whether an id is named that no key has.
    func lacksKey(of keyID: String?) -> Bool {
        !isUnreadable && keyID != nil && keys(named: keyID) == nil
    }
}
