import TesseraJOSE
import TesseraOAuth

/// A token that every policy but that of its status accepts.
struct AcceptedToken: Sendable {
    let verified: VerifiedToken
    let accessToken: AccessToken
    let status: StatusReference?
}

/// Asking the policies.
extension AccessTokenVerifier {
    /// Verifies the signature and asks every policy but that of the status.
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
        try Self.ask(momentaryPolicies, about: verified, at: now)
        return AcceptedToken(verified: verified, accessToken: accessToken, status: status)
    }

    /// Asks the policies that may look at the moment.
    func requireMomentary(_ token: VerifiedToken) throws(VerificationError) {
        try Self.ask(momentaryPolicies, about: token, at: now())
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
