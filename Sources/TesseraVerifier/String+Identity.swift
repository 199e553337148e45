extension String {
    /// Whether two texts have the same characters in the same encoding.
    ///
    /// The specifications compare identifiers "with no transformations" (RFC 7519 §2), whereas `==` takes canonically
    /// equivalent texts for equal.
    /// - Parameter other: The other text.
    /// - Returns: `true` when both have the same UTF-8 bytes.
    package func isIdentical(to other: String) -> Bool {
        // What `==` finds different isn't the same, and it is faster at that than a look at the bytes.
        utf8.count == other.utf8.count && self == other && hasBytes(of: other)
    }

    private func hasBytes(of other: String) -> Bool {
        let areEqual = unsafe utf8.withContiguousStorageIfAvailable { left in
            unsafe other.utf8.withContiguousStorageIfAvailable { right in unsafe left.elementsEqual(right) }
        }
        return (areEqual ?? nil) ?? utf8.elementsEqual(other.utf8)
    }
}
