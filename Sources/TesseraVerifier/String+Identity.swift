extension String {
    /// Whether two texts have the same characters in the same encoding.
    ///
    /// The specifications compare identifiers "with no transformations" (RFC 7519 §2), whereas `==` takes canonically
    /// equivalent texts for equal.
    /// - Parameter other: The other text.
    /// - Returns: `true` when both have the same UTF-8 bytes.
    package func isIdentical(to other: String) -> Bool { utf8.elementsEqual(other.utf8) }
}
