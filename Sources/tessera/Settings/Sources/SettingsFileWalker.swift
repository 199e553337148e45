import WebValues
import Yams

/// Walks a parsed settings file and flattens it to dotted keys, each with its line.
struct SettingsFileWalker {
    let path: String
    private(set) var found: [String: RawSetting] = [:]
    private(set) var problems: [String] = []

    init(path: String) {
        self.path = path
    }

    mutating func walk(_ node: Node, below prefix: String) {
        guard case .mapping(let mapping) = node else {
            refuse(node, prefix.isEmpty ? "the file must contain keys and values" : "'\(prefix)' needs keys below it")
            return
        }
        for (keyNode, value) in mapping {
            guard case .scalar(let scalar) = keyNode else {
                refuse(keyNode, "a key must be plain text")
                continue
            }
            let key = prefix.isEmpty ? scalar.string : "\(prefix).\(scalar.string)"
            if SettingCatalogue.byKey[key] != nil {
                take(key, value, keyNode)
            } else if SettingCatalogue.all.contains(where: { $0.key.hasPrefix(key + ".") }) {
                walk(value, below: key)
            } else {
                refuseUnknown(key, keyNode)
            }
        }
    }

    private mutating func take(_ key: String, _ value: Node, _ keyNode: Node) {
        let text: String
        switch value {
        case .scalar(let scalar):
            // A key with nothing after its colon is more likely a slip than the wish for an empty value.
            guard value.tag != Tag(.null) else {
                refuse(keyNode, "'\(key)' has no value; remove the line to get the default")
                return
            }
            text = scalar.string
        case .sequence(let sequence):
            var items: [String] = []
            for item in sequence {
                guard case .scalar(let scalar) = item, !scalar.string.contains(where: { $0 == "," || $0.isWhitespace })
                else {
                    refuse(item, "each item of '\(key)' must be one word")
                    return
                }
                items.append(scalar.string)
            }
            text = items.joined(separator: ", ")
        case .mapping, .alias:
            refuse(value, "'\(key)' takes a value, not keys below it")
            return
        }
        guard found[key] == nil else {
            refuse(keyNode, "'\(key)' is given twice")
            return
        }
        found[key] = RawSetting(text: text, origin: .file(path: path, line: keyNode.mark?.line ?? 1))
    }

    private mutating func refuseUnknown(_ key: String, _ node: Node) {
        let nearest = NearestName.of(key, among: SettingCatalogue.all.map(\.key)).map { "did you mean '\($0)'?" }
        refuse(node, "'\(key)' is not a setting; \(nearest ?? "`tessera config template` lists every setting")")
    }

    private mutating func refuse(_ node: Node, _ reason: String) {
        problems.append("\(path):\(node.mark?.line ?? 1): \(reason)" + (reason.hasSuffix("?") ? "" : "."))
    }
}
