import Foundation
import Yams

/// Settings from a YAML file whose nested keys spell the dotted ones.
enum FileSource {
    /// The file that is read if it exists and no other is named.
    static let defaultPath = "tessera.yaml"
    private static let maximumBytes = 1 << 20

    /// The settings that a file gives, by key.
    ///
    /// - Parameters:
    ///   - path: The file. It must exist.
    ///   - problems: Gets a sentence for each thing that is wrong in it, with its line.
    /// - Returns: What the file gives, as text with its line.
    static func read(path: String, problems: inout [String]) -> [String: RawSetting] {
        let text: String
        do {
            let data = try Data(contentsOf: URL(fileURLWithPath: path))
            guard data.count <= maximumBytes else {
                problems.append("the settings file \(path) is larger than 1 MiB.")
                return [:]
            }
            guard let decoded = String(validating: data, as: UTF8.self) else {
                problems.append("the settings file \(path) is not UTF-8.")
                return [:]
            }
            text = decoded
        } catch {
            problems.append(
                "the settings file \(path) cannot be read: \(FileProblem.describe(path)). "
                    + "Name another by --config or \(EnvironmentSource.fileVariable)."
            )
            return [:]
        }
        return parse(text, path: path, problems: &problems)
    }

    /// The settings that a file's text gives, by key.
    static func parse(_ text: String, path: String, problems: inout [String]) -> [String: RawSetting] {
        let root: Node?
        do {
            root = try compose(yaml: text)
        } catch {
            problems.append(YAMLProblem.describe(error, path: path))
            return [:]
        }
        guard let root, !isEmpty(root) else { return [:] }
        var walker = SettingsFileWalker(path: path)
        walker.walk(root, below: "")
        problems += walker.problems
        return walker.found
    }

    private static func isEmpty(_ node: Node) -> Bool {
        if case .scalar(let scalar) = node { scalar.string.isEmpty } else { false }
    }
}

/// Why a file cannot be read, as text.
enum FileProblem {
    /// The most likely reason.
    static func describe(_ path: String) -> String {
        guard FileManager.default.fileExists(atPath: path) else { return "it does not exist" }
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        if attributes?[.type] as? FileAttributeType == .typeDirectory { return "it is a folder" }
        return FileManager.default.isReadableFile(atPath: path) ? "reading failed" : "this user may not read it"
    }
}
