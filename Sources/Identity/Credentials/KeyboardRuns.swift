/// Walks along the keyboard, the alphabet and the digits.
enum KeyboardRuns {
    /// A run shorter than this is an accident.
    static let shortest = 4

    /// A password of up to this many runs is predictable.
    static let mostRuns = 4

    /// Rows that people walk along, forwards or backwards: letters, digits, QWERTY, QWERTZ, AZERTY, the columns,
    /// Cyrillic.
    private static let rows: [[Unicode.Scalar]] = [
        "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz", "012345678901234567890", "qwertyuiop[]", "asdfghjkl;'",
        "zxcvbnm,./", "qwertzuiopü", "yxcvbnm,.-", "azertyuiop", "qsdfghjklm", "wxcvbn,;:!",
        "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
        "qazwsxedcrfvtgbyhnujmikolp", "1q2w3e4r5t6y7u8i9o0p", "!@#$%^&*()", "йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю",
    ].flatMap { [Array($0.unicodeScalars), Array($0.unicodeScalars.reversed())] }

    /// Whether the whole text is at most four runs, each of at least four characters: pieces of rows, or one character
    /// over and over.
    static func cover(_ text: ArraySlice<Unicode.Scalar>) -> Bool {
        guard text.count >= shortest else { return false }
        let text = Array(text)
        // fewest[i]: the fewest runs that cover the first i characters.
        var fewest = [Int?](repeating: nil, count: text.count + 1)
        fewest[0] = 0
        for start in text.indices {
            guard let runs = fewest[start], runs < mostRuns else { continue }
            let longest = longestRun(in: text, from: start)
            guard longest >= shortest else { continue }
            for length in shortest...longest {
                fewest[start + length] = min(fewest[start + length] ?? .max, runs + 1)
            }
        }
        return fewest[text.count] != nil
    }

    private static func longestRun(in text: [Unicode.Scalar], from start: Int) -> Int {
        var longest = text[start...].prefix { $0 == text[start] }.count
        for row in rows {
            for (index, scalar) in row.enumerated() where scalar == text[start] {
                let length = zip(row[index...], text[start...]).prefix { $0 == $1 }.count
                longest = max(longest, length)
            }
        }
        return longest
    }
}
