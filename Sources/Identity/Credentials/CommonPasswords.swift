/// The passwords that attackers try first, inside the binary.
///
/// They are one constant text in the order of its bytes, searched where it lies: nothing is read, parsed or copied at
/// start, and only the pages that a search touches come into memory.
public enum CommonPasswords {
    /// Whether the password, folded, stands in the list.
    ///
    /// Lengthened ones are `PredictablePassword`'s business.
    ///
    /// - Parameter password: The password as prepared.
    /// - Returns: `true` when it is one of the most common ones without regard to case, width and white space.
    public static func contains(_ password: Password) -> Bool {
        contains(folded: fold(password.text)[...])
    }

    /// The form in which passwords are compared with the list: without case, compatibility variants and white space.
    static func fold(_ text: String) -> [Unicode.Scalar] {
        CaselessText.fold(text).unicodeScalars.filter { !$0.properties.isWhitespace }
    }

    /// Whether a folded text stands in the list.
    static func contains(folded: ArraySlice<Unicode.Scalar>) -> Bool {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: folded)
        let wanted = Array(String(text).utf8)
        guard !wanted.isEmpty else { return false }
        return list.withUTF8Buffer { unsafe search($0, for: wanted) }
    }

    /// Binary search for an entry in sorted entries between separators, which are bytes up to U+0020.
    private static func search(_ bytes: UnsafeBufferPointer<UInt8>, for wanted: [UInt8]) -> Bool {
        var low = 0
        var high = bytes.count
        while low < high {
            var start = low + (high - low) / 2
            while start > low, unsafe bytes[start - 1] > separator { start -= 1 }
            var end = start
            while end < high, unsafe bytes[end] > separator { end += 1 }
            let entry = unsafe bytes[start..<end]
            if unsafe entry.elementsEqual(wanted) { return true }
            if unsafe entry.lexicographicallyPrecedes(wanted) { low = end + 1 } else { high = start }
        }
        return false
    }

    private static let separator = UInt8(ascii: " ")
}
