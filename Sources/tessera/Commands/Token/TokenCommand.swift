import ArgumentParser
import Foundation

/// `tessera token`: inspect and verify tokens, without a database or a server.
struct TokenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token",
        abstract: "Decode, verify and lint JSON Web Tokens, without a database or a server.",
        subcommands: [TokenDecodeCommand.self, TokenVerifyCommand.self, TokenLintCommand.self]
    )
}

/// Where a token comes from: the command line or standard input.
enum TokenInput {
    /// One more than anything that is looked at, so that a longer token is known to be one.
    private static let maximumBytes = 65_537

    /// The token that the argument names, or the one on standard input for `-`; its bytes may be anything.
    ///
    /// - Throws: `CommandFailure` when there is none.
    static func read(_ argument: String) throws -> [UInt8] {
        try clean(argument == "-" ? StandardInput.all(limit: maximumBytes) : Array(argument.utf8))
    }

    /// The token without white space around it and without what copying from a request brings along.
    static func clean(_ bytes: [UInt8]) throws -> [UInt8] {
        let token = bare(bytes[...])
        guard !token.isEmpty else {
            throw CommandFailure(.badData, "there is no token. Pass one as an argument, or pass - and pipe it in.")
        }
        guard !begins(token, with: "tsr_") else {
            throw CommandFailure(
                .badData,
                "this is a refresh token. It contains nothing to decode; only the server that issued it can read it."
            )
        }
        guard !isPASETO(token) else {
            throw CommandFailure(
                .badData,
                "this is a PASETO, not a JSON Web Token; Tessera reads JSON Web Tokens only."
            )
        }
        return Array(token)
    }

    /// What copying brings along, from the outside in: a byte order mark, quotes, a header's name and scheme, an address.
    private static func bare(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var token = trimmed(bytes)
        while true {
            let before = token
            if token.starts(with: [0xEF, 0xBB, 0xBF]) { token = trimmed(token.dropFirst(3)) }
            for quote in "\"'`".utf8 where token.count >= 2 && token.first == quote && token.last == quote {
                token = trimmed(token.dropFirst().dropLast())
            }
            for prefix in ["authorization:", "bearer ", "dpop "] where begins(token, with: prefix) {
                token = trimmed(token.dropFirst(prefix.utf8.count))
            }
            token = tokenInAddress(token) ?? token
            if token == before { return token }
        }
    }

    /// The access token or ID token in an address, as a browser shows it after a redirect (RFC 6749 §4.2.2).
    private static func tokenInAddress(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard begins(bytes, with: "http://") || begins(bytes, with: "https://") else { return nil }
        let parameters = bytes.split { $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") || $0 == UInt8(ascii: "&") }
        for name in ["access_token=", "id_token="] {
            if let found = parameters.dropFirst().first(where: { begins($0, with: name) }) {
                return found.dropFirst(name.utf8.count)
            }
        }
        return nil
    }

    /// Whether it is a token of the other kind that begins with its version: `v4.public.…`.
    private static func isPASETO(_ bytes: ArraySlice<UInt8>) -> Bool {
        ["local.", "public."].contains { purpose in (1...4).contains { begins(bytes, with: "v\($0).\(purpose)") } }
    }

    private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let isSpace: (UInt8) -> Bool = { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
        let start = bytes.drop(while: isSpace)
        return start.prefix((start.lastIndex { !isSpace($0) } ?? start.startIndex - 1) - start.startIndex + 1)
    }

    /// Whether the bytes begin with a lower-case word, ignoring their case.
    private static func begins(_ bytes: ArraySlice<UInt8>, with word: String) -> Bool {
        let start = bytes.prefix(word.utf8.count).map { UInt8(ascii: "A")...UInt8(ascii: "Z") ~= $0 ? $0 | 0x20 : $0 }
        return start.elementsEqual(word.utf8)
    }
}
