/// Words in one text, with single spaces: how roles, permissions and methods lie in the database.
enum WordList {
    static func words(_ text: String) -> [String] {
        text.split(separator: " ").map(String.init)
    }

    static func text(_ words: [String]) -> String {
        words.joined(separator: " ")
    }
}
