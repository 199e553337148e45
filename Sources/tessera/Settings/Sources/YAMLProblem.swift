import Yams

/// Turns the YAML parser's errors into one line that names the place and never quotes the file.
enum YAMLProblem {
    /// The sentence for an error of the parser.
    static func describe(_ error: any Error, path: String) -> String {
        switch error as? YamlError {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            "\(path):\(mark.line): this is not valid YAML: \(problem)."
        case .duplicatedKeysInMapping(let duplicates, let context):
            "\(path):\(context.mark.line): given twice in one place: \(duplicates.sorted().joined(separator: ", "))."
        case .reader(let problem, _, _, _):
            "\(path): this is not valid YAML: \(problem)."
        default:
            "\(path): this is not valid YAML."
        }
    }
}
