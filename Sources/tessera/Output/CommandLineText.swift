/// Makes arguments that begin with a dash by chance readable as what they are.
enum CommandLineText {
    /// The length of a key's id: a SHA-256 in base64url.
    private static let keyIDLength = 43

    /// The arguments, with the id of `key revoke` behind `--` when it begins with a dash, as one in 64 does.
    static func readable(_ arguments: [String]) -> [String] {
        guard arguments.starts(with: ["key", "revoke"]), !arguments.contains("--") else { return arguments }
        guard let index = arguments.firstIndex(where: isKeyIDThatLooksLikeAFlag) else { return arguments }
        var rest = arguments
        let id = rest.remove(at: index)
        return rest + ["--", id]
    }

    private static func isKeyIDThatLooksLikeAFlag(_ argument: String) -> Bool {
        argument.hasPrefix("-") && argument.utf8.count == keyIDLength
            && argument.utf8.contains {
                UInt8(ascii: "A")...UInt8(ascii: "Z") ~= $0 || UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0
            }
            && !argument.contains("=")
    }
}
