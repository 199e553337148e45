import ArgumentParser
import Foundation

/// `tessera token`: look into tokens and judge them, without any database or server.
struct TokenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token",
        abstract: "Decode, verify and lint JSON Web Tokens, without a database or a server.",
        subcommands: [TokenDecodeCommand.self, TokenVerifyCommand.self, TokenLintCommand.self]
    )
}

/// Where a token comes from: the command line or standard input.
enum TokenInput {
    private static let maximumBytes = 65_536

    /// The token that the argument names, or the one on standard input for `-`.
    ///
    /// - Throws: `CommandFailure` when there is none.
    static func read(_ argument: String) throws -> String {
        var text = argument
        if argument == "-" {
            let bytes = StandardInput.all(limit: maximumBytes)
            guard bytes.count <= maximumBytes else {
                throw CommandFailure(.badData, "standard input is longer than any token (64 KiB).")
            }
            guard let decoded = String(validating: bytes, as: UTF8.self) else {
                throw CommandFailure(.badData, "standard input is no text, so it is no token.")
            }
            text = decoded
        }
        return try clean(text)
    }

    /// The token without white space around it and without what copying from a request brings along.
    static func clean(_ text: String) throws -> String {
        var token = text.trimmingCharacters(in: .whitespacesAndNewlines)
        for prefix in ["authorization:", "bearer "] where token.lowercased().hasPrefix(prefix) {
            token = token.dropFirst(prefix.count).trimmingCharacters(in: .whitespacesAndNewlines)
        }
        guard !token.isEmpty else {
            throw CommandFailure(.badData, "there is no token. Give one as argument, or - and pipe it in.")
        }
        guard !token.hasPrefix("tsr_") else {
            throw CommandFailure(
                .badData,
                "this is a refresh token. It says nothing that can be decoded; only the server that made it knows it."
            )
        }
        return token
    }
}
