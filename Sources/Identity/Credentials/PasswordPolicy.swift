/// Judges a *new* password (NIST SP 800-63B §3.1.1.2): long enough, not a common one, not made of the user's own names.
///
/// There are no rules on kinds of characters, and no expiry.
///
/// Length counts Unicode scalars (code points) of the prepared password, as NIST does, so that one key press of any
/// script counts about once. An old password is never judged again at sign-in.
public struct PasswordPolicy: Sendable, Hashable {
    /// The fewest characters when the password is all there is.
    ///
    /// Default 15.
    public var minimumLength: Int

    /// The fewest characters when a second factor is asked for too.
    ///
    /// Default 8.
    public var minimumLengthWithSecondFactor: Int

    /// Words no password may be built on, whoever chooses it: the name of the product or the organisation.
    public var serviceNames: [String]

    /// A context word shorter than this is in too many passwords by accident.
    private static let shortestWord = 3

    /// - Parameters:
    ///   - minimumLength: The fewest characters without a second factor; at least 8.
    ///   - minimumLengthWithSecondFactor: The fewest characters with one; at least 8.
    ///   - serviceNames: Names of the product or the organisation.
    public init(minimumLength: Int = 15, minimumLengthWithSecondFactor: Int = 8, serviceNames: [String] = ["tessera"]) {
        self.minimumLength = max(8, minimumLength)
        self.minimumLengthWithSecondFactor = max(8, minimumLengthWithSecondFactor)
        self.serviceNames = serviceNames
    }

    /// Why a new password is refused, or `nil` when it is good.
    ///
    /// - Parameters:
    ///   - password: The new password.
    ///   - words: The user name, the e-mail address or its local part, the display name: whatever the password must not
    ///     be hardly more than.
    ///   - hasSecondFactor: Whether the account asks for a second factor too.
    /// - Returns: The first rule that it breaks.
    public func refusal(
        of password: Password,
        notContaining words: [String] = [],
        hasSecondFactor: Bool = false
    ) -> PasswordRefusal? {
        let minimum = hasSecondFactor ? minimumLengthWithSecondFactor : minimumLength
        guard password.scalarCount >= minimum else { return .tooShort(password.scalarCount, minimum: minimum) }
        let folded = CommonPasswords.fold(password.text)
        // White space counts towards the length, but a password of hardly anything else is no password.
        guard folded.count * 2 >= password.scalarCount else { return .tooPredictable }
        if let refusal = PredictablePassword.refusal(of: folded) { return refusal }
        return isHardlyMore(folded, than: words + serviceNames) ? .containsIdentifier : nil
    }

    /// Whether nothing worth guessing is left once the words are taken out: digits and signs, up to three letters, or
    /// something that is common or predictable itself.
    private func isHardlyMore(_ password: [Unicode.Scalar], than words: [String]) -> Bool {
        let folded = words.flatMap(Self.pieces).map(CommonPasswords.fold).filter { $0.count >= Self.shortestWord }
        var rest = password
        // The longest first, so that a word inside another doesn't break it up.
        for word in folded.sorted(by: { $0.count > $1.count }) { rest = Self.removing(word, from: rest) }
        guard rest.count < password.count else { return false }
        return rest.count(where: PredictablePassword.isLetter) <= PredictablePassword.shortPiece
            || PredictablePassword.refusal(of: rest) != nil
    }

    /// A word as it is, and the part before the `@` of an e-mail address.
    private static func pieces(_ word: String) -> [String] {
        guard let at = word.lastIndex(of: "@") else { return [word] }
        return [word, String(word[..<at])]
    }

    private static func removing(_ word: [Unicode.Scalar], from text: [Unicode.Scalar]) -> [Unicode.Scalar] {
        var rest: [Unicode.Scalar] = []
        var index = 0
        while index < text.count {
            if text[index...].starts(with: word) {
                index += word.count
            } else {
                rest.append(text[index])
                index += 1
            }
        }
        return rest
    }
}
