import TesseraJOSE

/// One fetch of a status list.
///
/// It remembers nothing.
struct StatusListFetch: Sendable {
    /// What a fetch brought.
    enum Outcome: Sendable {
        /// A list, verified.
        case list(StatusListToken, entityTag: String?)
        /// The list at hand is still the newest.
        case unchanged
        /// Nothing to go by; the text is safe to log.
        case failed(String)
    }

    let issuer: String
    let keys: any KeySetSource
    let transport: any KeySetTransport
    let policy: StatusSourcePolicy
    let now: @Sendable () -> Int64

    /// Fetches and verifies a list.
    /// - Parameters:
    ///   - uri: The list's address, which is the issuer's own.
    ///   - entityTag: The entity tag of the list at hand.
    /// - Returns: What the fetch brought.
    func run(_ uri: String, entityTag: String?) async -> Outcome {
        let limit = min(policy.maximumAnswerBytes, 65_536)
        let answer: KeySetResponse
        do {
            answer = try await transport.get(
                DocumentRequest(
                    uri,
                    mediaType: "application/statuslist+jwt",
                    entityTag: entityTag,
                    maximumBytes: limit,
                    timeout: policy.timeout
                )
            )
        } catch {
            return .failed(error.code.rawValue)
        }
        if answer.status == 304, entityTag != nil { return .unchanged }
        do {
            try answer.requireDocument(from: uri)
        } catch {
            return .failed(error.code == .status ? "status \(answer.status)" : error.code.rawValue)
        }
        guard answer.body.count <= limit else { return .failed(KeySetError.Code.tooLarge.rawValue) }
        // White space around the token is some editor's.
        let text = answer.body.trimmingPrefix { $0 == 0x0A || $0 == 0x0D || $0 == 0x20 }
        return await read(Array(text.reversed().drop { $0 == 0x0A || $0 == 0x0D || $0 == 0x20 }.reversed()), uri)
            .withEntityTag(EntityTag.usable(answer.entityTag))
    }

    private func read(_ body: [UInt8], _ uri: String) async -> Outcome {
        do {
            let keySet = try await keys.keySet()
            do throws(StatusListToken.Refusal) {
                return .list(try read(body, uri, keySet), entityTag: nil)
            } catch {
                guard error == .unknownKey,
                    let header = try? UnverifiedJWS(parsing: String(decoding: body, as: UTF8.self)).header,
                    let keyID = header["kid"]?.string, let newer = try await keys.keySet(refetchedFor: keyID)
                else { throw error }
                return .list(try read(body, uri, newer), entityTag: nil)
            }
        } catch let refusal as StatusListToken.Refusal {
            return .failed(refusal.rawValue)
        } catch {
            return .failed("keys_unavailable")
        }
    }

    private func read(
        _ body: [UInt8],
        _ uri: String,
        _ keySet: VerificationKeySet
    ) throws(StatusListToken.Refusal) -> StatusListToken {
        try StatusListToken(
            body,
            uri: uri,
            issuer: issuer,
            keys: keySet,
            now: now(),
            leeway: Int64(policy.leeway),
            maximumBytes: policy.maximumListBytes
        )
    }
}

extension StatusListFetch.Outcome {
    fileprivate func withEntityTag(_ entityTag: String?) -> Self {
        if case .list(let token, _) = self { .list(token, entityTag: entityTag) } else { self }
    }
}
