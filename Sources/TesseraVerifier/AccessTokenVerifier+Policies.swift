import TesseraJOSE
import TesseraOAuth

/// A token that every policy accepts but those about how it was presented and about its status.
struct AcceptedToken: Sendable {
    let verified: VerifiedToken
    let accessToken: AccessToken
    let status: StatusReference?
}

/// How a token came to be asked about.
enum Presentation: Sendable {
    /// As a bearer token.
    case bearer
    /// With a proof of the key that it is bound to.
    case proven(PresentedProof)
    /// Nobody presented it as credentials: somebody asks what it says (RFC 7662).
    case asked
}

/// Asking the policies.
extension AccessTokenVerifier {
    /// Verifies the signature and asks the policies that need nothing but the token and the moment.
    func accepted(
        _ token: String,
        by keySet: VerificationKeySet
    ) throws(VerificationError) -> AcceptedToken {
        guard token.utf8.count <= Self.maximumTokenBytes else { throw VerificationError(rule: .tooLarge) }
        let signed: VerifiedJWS
        do {
            signed = try keySet.verify(token)
        } catch {
            throw VerificationError(error)
        }
        let verified = try VerifiedToken(signed)
        let now = now()
        try Self.ask(lastingPolicies, about: verified, at: now)
        let accessToken = try AccessToken(verified.claims)
        let status = statusSource == nil ? nil : try StatusReference.reference(in: verified.claims)
        try requireTimes(verified, at: now)
        return AcceptedToken(verified: verified, accessToken: accessToken, status: status)
    }

    /// Asks about the times.
    func requireTimes(_ token: VerifiedToken, at now: Int64) throws(VerificationError) {
        if let refusal = timePolicy.refusal(of: token, at: now) { throw refusal }
    }

    /// Asks whether the token was presented as it must be, and then the application's own policies.
    /// - Returns: The proof to be used up, when there is one.
    func require(
        _ presentation: Presentation,
        of token: VerifiedToken,
        _ digest: @autoclosure () -> TokenDigest
    ) throws(VerificationError) -> DPoPVerifier.Checked? {
        var checked: DPoPVerifier.Checked?
        switch presentation {
        case .asked: break
        case .bearer:
            if let refusal = BindingPolicy().refusal(of: token, at: now()) { throw refusal }
        case .proven(let proof):
            checked = try check(proof, for: token, digest())
        }
        try Self.ask(ownPolicies, about: token, at: now())
        return checked
    }

    private func check(
        _ proof: PresentedProof,
        for token: VerifiedToken,
        _ digest: TokenDigest
    ) throws(VerificationError) -> DPoPVerifier.Checked {
        // First, since it costs nothing: no proof helps a token that is bound to no key.
        guard token.claims["cnf"] != nil else { throw VerificationError(DPoPError(.unbound)) }
        do throws(DPoPError) {
            let checked = try proofs.check(proof)
            let binding = BindingPolicy(provenKey: checked.proof.thumbprint)
            if binding.refusal(of: token, at: now()) != nil { throw DPoPError(.binding) }
            guard checked.proof.isFor(digest) else { throw DPoPError(.accessTokenHash) }
            return checked
        } catch {
            throw VerificationError(error)
        }
    }

    /// Uses the proof up, at last: one that came with a refused token is no used one.
    func use(_ checked: DPoPVerifier.Checked?) throws(VerificationError) {
        guard let checked else { return }
        do throws(DPoPError) {
            try proofs.use(checked)
        } catch {
            throw VerificationError(error)
        }
    }

    private static func ask(
        _ policies: [any VerificationPolicy],
        about token: VerifiedToken,
        at now: Int64
    ) throws(VerificationError) {
        // By index, since a copied policy would be counted as held.
        for index in policies.indices {
            if let refusal = policies[index].refusal(of: token, at: now) { throw refusal }
        }
    }

    /// Looks a status up, in memory first.
    func requireStatus(_ reference: StatusReference?) async throws {
        guard let reference, let statusSource else { return }
        var finding = statusSource.status(of: reference)
        if StatusPolicy.needsRefresh(finding) {
            finding = await statusSource.refreshedStatus(of: reference)
            try Task.checkCancellation()
        }
        if let refusal = statusPolicy.refusal(for: finding) { throw refusal }
    }
}
