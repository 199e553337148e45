/// Long passwords that are as easy to guess as short ones: what guessing programs make of a word before they try
/// anything else.
///
/// Pure rules over the folded password.
enum PredictablePassword {
    /// Pieces up to this length are guessed whatever they are.
    static let shortPiece = 3

    /// Digits and signs around a common word are looked past up to this many on each side when they might belong to it
    /// (`abc123`, `123qwe`).
    private static let longestAffix = 8

    /// Why the password is predictable, or `nil`.
    ///
    /// - Parameter password: The folded password (``CommonPasswords/fold(_:)``).
    /// - Returns: The first rule that it breaks.
    static func refusal(of password: [Unicode.Scalar]) -> PasswordRefusal? {
        if isCommon(password[...]) { return .tooCommon }
        if KeyboardRuns.cover(password[...]) || KeyboardRuns.cover(core(of: password[...])) { return .tooPredictable }
        for length in periods(of: password) {
            if length <= shortPiece { return .tooPredictable }
            if isCommon(password[..<length]) { return .tooCommon }
            if KeyboardRuns.cover(password[..<length]) { return .tooPredictable }
        }
        return nil
    }

    /// In the list, or a word from the list with nothing but digits and signs before and after it.
    static func isCommon(_ text: ArraySlice<Unicode.Scalar>) -> Bool {
        if CommonPasswords.contains(folded: text) { return true }
        let core = core(of: text)
        // Without a letter every row of digits would be "a common one with digits around it".
        guard !core.isEmpty else { return false }
        for before in 0...min(longestAffix, core.startIndex - text.startIndex) {
            for after in 0...min(longestAffix, text.endIndex - core.endIndex) {
                let candidate = text[(core.startIndex - before)..<(core.endIndex + after)]
                if CommonPasswords.contains(folded: candidate) { return true }
            }
        }
        return false
    }

    /// From the first to the last character that is neither digit nor sign.
    static func core(of text: ArraySlice<Unicode.Scalar>) -> ArraySlice<Unicode.Scalar> {
        guard let first = text.firstIndex(where: isLetter), let last = text.lastIndex(where: isLetter) else {
            return []
        }
        return text[first...last]
    }

    static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isAlphabetic || IdentifierCharacters.isMark(scalar)
    }

    /// The lengths of all pieces of which the text is a repetition, the last one whole or cut off; shortest first.
    static func periods(of text: [Unicode.Scalar]) -> [Int] {
        // borders[i]: the length of the longest proper prefix of the first i + 1 characters that is also their suffix.
        var borders = [Int](repeating: 0, count: text.count)
        var length = 0
        for index in text.indices.dropFirst() {
            while length > 0, text[index] != text[length] { length = borders[length - 1] }
            if text[index] == text[length] { length += 1 }
            borders[index] = length
        }
        var periods: [Int] = []
        var border = borders.last ?? 0
        while border > 0 {
            periods.append(text.count - border)
            border = borders[border - 1]
        }
        return periods
    }
}
