import TesseraJOSE
import TesseraOAuth
import TesseraVerifier

/// Judges tokens by the rules of the verifier, with a sentence for each refusal.
struct TokenJudge: Sendable {
    /// Why a token is refused.
    struct Refusal: Error, Sendable {
        let rule: VerificationRule
        let detail: String
    }

    /// A token whose signature is verified.
    struct Signed: Sendable {
        let token: VerifiedToken
        let keyID: String?
    }

    let demands: TokenDemands
    let policies: [TokenDemands.AskedPolicy]
    /// Seconds since 1970-01-01T00:00:00Z.
    let now: @Sendable () -> Int64
    /// Where statuses are looked up; `nil` when nobody asked for them.
    let status: StatusLookup?
    private let keys: VerificationKeySet

    /// A judge.
    ///
    /// - Parameters:
    ///   - keys: The keys to verify with.
    ///   - algorithms: The algorithms that are allowed.
    ///   - demands: What is demanded beyond the signature.
    ///   - now: The time, in seconds since 1970-01-01T00:00:00Z.
    /// - Throws: `JOSEError` for keys that cannot be used together.
    init(
        _ keys: KeySetInput,
        algorithms: Set<SignatureAlgorithm>,
        demands: TokenDemands,
        now: @escaping @Sendable () -> Int64
    ) throws {
        let keys = try VerificationKeySet(
            try keys.set,
            algorithms: algorithms,
            maximumTokenBytes: AccessTokenVerifier.maximumTokenBytes,
            ignoringKeyIDs: keys.isLoneKeyWithoutID
        )
        self.keys = keys
        self.demands = demands
        self.now = now
        policies = demands.policies
        // Lists are judged by the real time: they are fetched now, as of whatever moment the token is judged.
        status = demands.status.map { StatusLookup(issuer: $0, keys: keys) }
    }

    /// Judges a token up to the first rule that refuses it, without its status.
    ///
    /// - Parameter token: Its bytes, which may be anything.
    /// - Returns: The verdict, of an accepted token with what is still to be looked up.
    func verdict(_ token: [UInt8]) -> TokenVerdict {
        do throws(Refusal) {
            let signed = try signed(token)
            let now = now()
            for asked in policies {
                guard let error = asked.policy.refusal(of: signed.token, at: now) else { continue }
                let words = TokenWords(token: signed.token, demands: demands, now: now)
                throw Refusal(rule: error.rule, detail: words.refusal(error))
            }
            return TokenVerdict(signed, status: try statusReference(of: signed))
        } catch {
            return TokenVerdict(error, keyID: TokenVerdict.claimedKeyID(of: token))
        }
    }

    /// Verifies the signature and reads the claims.
    func signed(_ token: [UInt8]) throws(Refusal) -> Signed {
        let verified: VerifiedJWS
        do throws(JOSEError) {
            verified = try keys.verify(token)
        } catch {
            let detail = Self.isEncrypted(token) ? Self.encrypted : error.detail + advice(error, on: token)
            throw Refusal(rule: VerificationError(error).rule, detail: detail)
        }
        do throws(VerificationError) {
            return Signed(token: try VerifiedToken(verified), keyID: verified.keyID)
        } catch {
            throw Refusal(rule: error.rule, detail: Self.claimsFault(verified.payload) ?? error.description)
        }
    }

    /// Where the token's status stands; `nil` when it names none or nobody asked.
    func statusReference(of signed: Signed) throws(Refusal) -> StatusReference? {
        guard status != nil else { return nil }
        do throws(VerificationError) {
            return try StatusReference.reference(in: signed.token.claims)
        } catch {
            throw Refusal(rule: error.rule, detail: "The claim status refers to no status list.")
        }
    }

    /// The refusal by a token's status, which is looked up where that was asked for.
    func statusRefusal(_ reference: StatusReference?) async -> Refusal? {
        guard let reference, let status else { return nil }
        let finding = await status.refreshedStatus(of: reference)
        guard let error = StatusPolicy(whenUnavailable: .refuse).refusal(for: finding) else { return nil }
        let list = SafeText.printable(reference.uri, limit: 100)
        let detail =
            switch finding {
            case .known(let status), .stale(let status):
                "The status list \(list) says \(Self.name(status)) at \(reference.index)."
            case .foreign: "The status list \(list) is not the issuer's, or has no entry \(reference.index)."
            case .unknown:
                "The status list \(list) is unavailable: "
                    + "\(status.failure(of: reference.uri) ?? "it was not asked for")."
            }
        return Refusal(rule: error.rule, detail: detail)
    }

    private static func name(_ status: TokenStatus) -> String {
        switch status {
        case .valid: "valid"
        case .invalid: "invalid"
        case .suspended: "suspended"
        default: "status \(status.rawValue)"
        }
    }

    private static let encrypted =
        "This is an encrypted token (JWE, RFC 7516): only its recipient can read and judge it."

    /// Whether a token has the five parts of an encrypted one.
    private static func isEncrypted(_ token: [UInt8]) -> Bool {
        token.count(where: { $0 == UInt8(ascii: ".") }) == 4
    }

    /// When no key could be used, the reason lies with the keys: with the one that the token names, if it was left out.
    private func advice(_ error: JOSEError, on token: [UInt8]) -> String {
        guard [.unknownKeyID, .missingKeyID].contains(error.code) else { return "" }
        let named = TokenVerdict.claimedKeyID(of: token)
        // A key of another name explains nothing, unless the token names none.
        let candidates = keys.omittedKeys.filter { error.code == .missingKeyID || $0.keyID == nil || $0.keyID == named }
        guard let omitted = candidates.first(where: { $0.keyID != nil && $0.keyID == named }) ?? candidates.first else {
            return ""
        }
        let id =
            omitted.keyID.map { "\"\(SafeText.printable($0, limit: 80))\"" }
            ?? "number \(omitted.position + 1), without id"
        return " A key was left out: \(id): \(omitted.reason.detail)"
    }

    private static func claimsFault(_ payload: [UInt8]) -> String? {
        do throws(JOSEError) {
            _ = try Claims(parsing: payload)
            return nil
        } catch {
            return error.detail
        }
    }
}
