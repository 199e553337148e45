import Foundation
import TesseraJOSE
import Testing

@testable import tessera

/// Runs a batch over bytes at hand.
enum BatchRun {
    /// The verdicts, one a line, each read strictly.
    static func verdicts(_ judge: TokenJudge, _ input: [UInt8], pieceBytes: Int = 65_536) async throws -> [JSONValue] {
        var rest = input[...]
        var output: [UInt8] = []
        _ = try await TokenBatch(judge: judge).run(
            reading: {
                defer { rest = rest.dropFirst(pieceBytes) }
                return Array(rest.prefix(pieceBytes))
            },
            writing: { output += $0 }
        )
        #expect(output.isEmpty || output.last == UInt8(ascii: "\n"))
        let lines = output.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).dropLast()
        return try lines.map { try JSONValue(parsing: Array($0)) }
    }
}
