import Foundation
import TesseraJOSE
import TesseraVerifier

/// Verifies many tokens: one result per line, in order, on all cores, in bounded memory.
struct TokenBatch: Sendable {
    /// The verdicts on some lines, as text.
    private struct Slice: Sendable {
        var text: [UInt8] = []
        var refusedCount = 0
    }

    private static let slicesPerCore = 4
    let judge: TokenJudge

    /// Verifies every line.
    ///
    /// - Parameters:
    ///   - next: Hands out the next bytes of the input; none at its end.
    ///   - write: Takes verdicts, as lines of JSON.
    /// - Returns: How many tokens are rejected.
    /// - Throws: What reading or writing throws.
    func run(reading next: () throws -> [UInt8], writing write: ([UInt8]) throws -> Void) async throws -> Int {
        var splitter = LineSplitter(maximumBytes: AccessTokenVerifier.maximumTokenBytes)
        var (count, refused) = (0, 0)
        while true {
            let piece = try next()
            let lines = piece.isEmpty ? [splitter.last()].compactMap { $0 } : splitter.lines(in: piece)
            for slice in await slices(lines, from: count + 1) {
                try write(slice.text)
                refused += slice.refusedCount
            }
            count += lines.count
            if piece.isEmpty { return refused }
        }
    }

    /// The verdict on a line.
    func verdict(_ line: LineSplitter.Line) async -> TokenVerdict {
        switch line {
        case .whole(let token) where token.isEmpty:
            return TokenVerdict(TokenJudge.Refusal(rule: .malformed, detail: "The line is empty."), keyID: nil)
        case .whole(let token):
            let verdict = judge.verdict(token)
            let refusal = verdict.status == nil ? nil : await judge.statusRefusal(verdict.status)
            return refusal.map { TokenVerdict($0, keyID: verdict.keyID) } ?? verdict
        case .overlong:
            let detail = "The token is longer than \(AccessTokenVerifier.maximumTokenBytes) bytes."
            return TokenVerdict(TokenJudge.Refusal(rule: .tooLarge, detail: detail), keyID: nil)
        }
    }

    private func slices(_ lines: [LineSplitter.Line], from first: Int) async -> [Slice] {
        let cores = ProcessInfo.processInfo.activeProcessorCount
        let length = max(8, lines.count / (cores * Self.slicesPerCore) + 1)
        guard lines.count > length else { return [await slice(lines[...], from: first)] }
        return await withTaskGroup(of: (Int, Slice).self) { group in
            for start in stride(from: 0, to: lines.count, by: length) {
                let part = lines[start..<min(start + length, lines.count)]
                group.addTask { (start, await slice(part, from: first + start)) }
            }
            var slices: [(Int, Slice)] = []
            for await slice in group { slices.append(slice) }
            return slices.sorted { $0.0 < $1.0 }.map { $0.1 }
        }
    }

    private func slice(_ lines: ArraySlice<LineSplitter.Line>, from first: Int) async -> Slice {
        var slice = Slice()
        slice.text.reserveCapacity(lines.count * 160)
        for (offset, line) in lines.enumerated() {
            let verdict = await verdict(line)
            if verdict.refusal != nil { slice.refusedCount += 1 }
            slice.text.append(contentsOf: JSONText.line(verdict.numbered(first + offset)))
            slice.text.append(UInt8(ascii: "\n"))
        }
        return slice
    }
}

extension TokenVerdict {
    /// The verdict's members with the number of its line, counted from 1, in front.
    fileprivate func numbered(_ line: Int) -> JSONValue {
        var object: JSONObject = ["line": .integer(Int64(line))]
        for member in members { object[member.name] = member.value }
        return .object(object)
    }
}
