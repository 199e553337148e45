/// A look into a token that is taken apart as far as it goes, however broken it is.
///
/// Verification is strict and stops at the first fault; this goes on, tells every fault and shows what can be shown.
/// Nothing in it is verified: for showing tokens to people, never for deciding.
public struct TokenInspection: Sendable {
    /// The longest token that is looked at, in bytes.
    public static let maximumBytes = 65536

    /// The forms of tokens.
    public enum Form: String, Sendable, Hashable {
        /// Three parts: a JWS in compact serialization (RFC 7515 §7.1).
        case signed
        /// Five parts: a JWE in compact serialization (RFC 7516 §7.1).
        case encrypted
        /// A JSON object.
        case json
        /// Any other number of parts.
        case broken
    }

    /// The token's form.
    public let form: Form
    /// The parts in their order; none in JSON serialization, and none of a token that is too large.
    public let parts: [TokenPart]
    /// What is wrong with the token's form, in the order of the token.
    public let faults: [TokenFault]
    /// The header's parameters, where it is a JSON object; of two with one name the last.
    public let header: JSONObject?
    /// The payload, where it is JSON; of two members with one name the last.
    public let payload: JSONValue?
    /// The payload's bytes, where the token is not encrypted and they could be decoded.
    public let payloadBytes: [UInt8]?
    /// The signature's bytes, where the token has three parts and they could be decoded.
    public let signature: [UInt8]?

    /// Takes a token apart.
    /// - Parameter token: The token's bytes, which may be anything.
    public init(_ token: [UInt8]) {
        let form = Self.form(of: token)
        let parts = form.map { Self.parts(of: token, $0) } ?? []
        var faults = Self.faults(of: token, form, partCount: parts.count) + parts.flatMap(\.faults)
        let header = parts.first.flatMap { $0.bytes.map { JSONPart(.header, $0, .header) } }
        let payloadBytes = parts.first { $0.name == .payload }?.bytes
        let payload = payloadBytes.map { JSONPart(.payload, $0, .standard) }
        faults += (header?.faults ?? []) + (payload?.faults ?? [])
        self.form = form ?? .broken
        self.parts = parts
        self.faults = faults
        self.header = header?.value?.object
        self.payload = payload?.value
        self.payloadBytes = payloadBytes
        signature = parts.first { $0.name == .signature }?.bytes
    }

    /// What is wrong of one kind.
    /// - Parameters:
    ///   - kind: The kind.
    ///   - part: The part; `nil` looks in all.
    /// - Returns: The first such fault.
    public func fault(_ kind: TokenFault.Kind, in part: TokenPart.Name? = nil) -> TokenFault? {
        faults.first { $0.kind == kind && (part == nil || $0.part == part) }
    }

    static func isSpace(_ byte: UInt8) -> Bool { [0x20, 0x09, 0x0A, 0x0D].contains(byte) }

    /// The form by the number of dots; `nil` for a token that is too large to be looked at.
    private static func form(of token: [UInt8]) -> Form? {
        guard token.count <= maximumBytes else { return nil }
        if token.first(where: { !isSpace($0) }) == UInt8(ascii: "{") { return .json }
        return switch token.count(where: { $0 == UInt8(ascii: ".") }) {
        case 2: .signed
        case 4: .encrypted
        default: .broken
        }
    }

    private static func parts(of token: [UInt8], _ form: Form) -> [TokenPart] {
        guard form != .json else { return [] }
        // Of a token of dots alone a few parts tell enough.
        let texts = token.split(separator: UInt8(ascii: "."), maxSplits: 5, omittingEmptySubsequences: false)
        return texts.prefix(5).enumerated().map { index, text in
            switch (index, form) {
            case (0, _): TokenPart(.header, text)
            case (1, .signed), (1, .broken): TokenPart(.payload, text)
            case (2, .signed): TokenPart(.signature, text)
            default: TokenPart(.other, text)
            }
        }
    }

    private static func faults(of token: [UInt8], _ form: Form?, partCount: Int) -> [TokenFault] {
        guard let form else {
            return [fault(.tooLarge, nil, "The token is longer than \(maximumBytes) bytes; it was not looked at.")]
        }
        if form == .json {
            return [
                fault(.jsonSerialization, 0, "The text is a JSON object; a JWT is always in compact serialization.")
            ]
        }
        var faults: [TokenFault] = []
        if form == .broken {
            let dots = token.count { $0 == UInt8(ascii: ".") }
            let words = "The token has \(dots + 1) \(dots == 0 ? "part" : "parts") and not three (signed) or five"
            faults.append(fault(.partCount, nil, "\(words) (encrypted)."))
        }
        if let position = token.firstIndex(where: isSpace) {
            faults.append(fault(.whiteSpace, position, "There is white space at byte \(position) of the token."))
        }
        return faults
    }

    private static func fault(_ kind: TokenFault.Kind, _ position: Int?, _ detail: String) -> TokenFault {
        TokenFault(kind: kind, part: nil, position: position, detail: detail)
    }
}
