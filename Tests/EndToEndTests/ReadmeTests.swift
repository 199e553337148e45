import Testing

extension EndToEnd {
    @Suite("The README")
    struct ReadmeTests {
        private static let walk = ReadmeSection("## The walk")

        /// What a person sees on the walk, in this order.
        private static let sights = [
            "Ctrl-C ends it.", "\"user_name\": \"ada\"", "\"token_type\": \"Bearer\"", "at+jwt", "not verified",
            "ACCEPTED",
            "HTTP/1.1 201 Created", "HTTP/1.1 401 Unauthorized", "error=\"invalid_token\"", "HTTP/1.1 200 OK",
            "Mine alone.",
            "HTTP/1.1 204 No Content", "The access token has been revoked.", "\"cause\": \"signed_out\"",
        ]

        @Test(.enabled(if: walk != nil, "README.md has no section '## The walk' with shell lines"))
        func `its walk works, copied line by line into a shell`() async throws {
            let section = try #require(Self.walk)
            var missing: String?
            var seen = ""
            // Its access token lives for five seconds. A machine that was too busy for that gets another try.
            for _ in 1...3 {
                let (ending, transcript) = try await TemporaryFolder.with { folder in
                    let (serverPort, notesPort) = (try FreePort.find(), try FreePort.find())
                    return try await ReadmeWalk(
                        section: section,
                        folder: folder,
                        serverPort: serverPort,
                        notesPort: notesPort
                    ).run()
                }
                missing = Self.firstMissing(in: transcript)
                seen = "\(ending)\n\(transcript)"
                if ending == .exited(0), missing == nil { return }
            }
            Issue.record("the walk ended without showing \(missing ?? "a good end"):\n\(seen)")
        }

        /// The first sight that does not follow on the ones before it.
        private static func firstMissing(in transcript: String) -> String? {
            var rest = Substring(transcript)
            for sight in sights {
                guard let range = rest.firstRange(of: sight) else { return sight }
                rest = rest[range.upperBound...]
            }
            return nil
        }
    }
}
