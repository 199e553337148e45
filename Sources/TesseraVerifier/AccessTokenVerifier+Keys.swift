import TesseraJOSE

/// Getting the keys that a token needs.
extension AccessTokenVerifier {
    /// Verifies a token, after a refetch of the keys where it names one that the set lacks.
    func accepted(_ token: String, with keySet: VerificationKeySet) async throws -> AcceptedToken {
        let refusal: VerificationError
        do throws(VerificationError) {
            return try accepted(token, by: keySet)
        } catch {
            refusal = error
        }
        guard refusal.rule == .unknownKey, let keyID = try refetchableKeyID(of: token),
            let refetched = try await refetchedKeys(for: keyID)
        else { throw refusal }
        return try accepted(token, by: refetched)
    }

    /// The keys that the source has at hand.
    func knownKeys() async throws -> VerificationKeySet {
        do {
            return try await keys.keySet()
        } catch {
            throw Self.unavailability(error)
        }
    }

    private func refetchedKeys(for keyID: String) async throws -> VerificationKeySet? {
        do {
            return try await keys.keySet(refetchedFor: keyID)
        } catch {
            throw Self.unavailability(error)
        }
    }

    private static func unavailability(_ error: any Error) -> any Error {
        error is CancellationError ? error : VerificationError(rule: .keysUnavailable)
    }

    /// The key identifier for which a refetch is worth its price, read from a header that is not verified yet.
    private func refetchableKeyID(of token: String) throws(VerificationError) -> String? {
        guard let encoded = token.split(separator: ".", maxSplits: 1).first,
            let bytes = Base64URL.decode(String(encoded)),
            let header = try? JSONValue(parsing: bytes)
        else { throw VerificationError(rule: .malformed) }
        guard let algorithm = header["alg"]?.string.flatMap(SignatureAlgorithm.init(named:)),
            algorithms.contains(algorithm)
        else { throw VerificationError(rule: .algorithm) }
        guard MediaType.matches(header["typ"]?.string, "at+jwt") else { throw VerificationError(rule: .type) }
        return header["kid"]?.string
    }
}
