// Names owns what people, accounts, roles and things may be called, and when two spellings are the same name. It knows no account.

internal import Foundation

/// The form in which texts are the same without regard to case, width and composition.
enum CaselessText {
    /// Folds a text: NFKC, then each scalar's upper-case and then lower-case mapping, until nothing changes any more.
    ///
    /// This joins everything that Unicode's default caseless matching joins (UAX 15, Unicode 3.13 D146) and a few
    /// letters more, such as dotless `ı` and `i`: in doubt two identifiers are the same, so nobody can take a
    /// look-alike by case. Folding a folded text changes nothing.
    static func fold(_ text: String) -> String {
        if text.utf8.allSatisfy({ $0 < 0x80 }) {
            return String(decoding: text.utf8.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
        }
        var folded = text.precomposedStringWithCompatibilityMapping
        // Two rounds are enough for every scalar of today's Unicode; the bound is against tomorrow's.
        for _ in 0..<8 {
            let next = caseFoldedOnce(folded).precomposedStringWithCompatibilityMapping
            if next.unicodeScalars.elementsEqual(folded.unicodeScalars) { break }
            folded = next
        }
        return folded
    }

    /// NFKC of a text, with its case kept.
    static func compatible(_ text: String) -> String {
        text.utf8.allSatisfy { $0 < 0x80 } ? text : text.precomposedStringWithCompatibilityMapping
    }

    private static func caseFoldedOnce(_ text: String) -> String {
        var folded = ""
        for scalar in text.unicodeScalars {
            for upper in scalar.properties.uppercaseMapping.unicodeScalars {
                folded += upper.properties.lowercaseMapping
            }
        }
        return folded
    }
}
