/// Which scalars may stand in identifiers.
enum IdentifierCharacters {
    /// Marks in a row beyond this only serve to deface a page.
    static let maximumMarksInARow = 4

    /// Letters, marks and decimal digits of any script, assigned and visible.
    static func isWordScalar(_ scalar: Unicode.Scalar) -> Bool {
        let properties = scalar.properties
        if properties.isDefaultIgnorableCodePoint { return false }
        return switch properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber: true
        case .nonspacingMark, .spacingMark: true
        default: false
        }
    }

    /// A letter or a decimal digit.
    static func isLetterOrDigit(_ scalar: Unicode.Scalar) -> Bool {
        isWordScalar(scalar) && !isMark(scalar)
    }

    static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark: true
        default: false
        }
    }

    /// Whether more marks stand in a row than any script needs.
    static func hasTooManyMarks(_ text: String) -> Bool {
        var marks = 0
        for scalar in text.unicodeScalars {
            marks = isMark(scalar) ? marks + 1 : 0
            if marks > maximumMarksInARow { return true }
        }
        return false
    }

    /// The text without white space at its ends.
    static func trimmed(_ text: String) -> String {
        var scalars = text.unicodeScalars[...]
        while let first = scalars.first, first.properties.isWhitespace { scalars.removeFirst() }
        while let last = scalars.last, last.properties.isWhitespace { scalars.removeLast() }
        return String(scalars)
    }
}
