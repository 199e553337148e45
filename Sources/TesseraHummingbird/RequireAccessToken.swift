// TesseraHummingbird owns the protection of Hummingbird routes by access tokens: it takes the token and the proof of its
// key out of the request (RFC 6750 §2.1, RFC 9449 §7.1), has TesseraVerifier verify them, and then requires scope, role
// or ownership. Every refusal is one type, `AccessRefusal`. It has no rule about tokens of its own and holds no state.

import HTTPTypes
public import Hummingbird
import TesseraOAuth
public import TesseraVerifier

/// Lets only requests with a valid access token through, and puts what the token says into the context.
///
/// ```swift
/// router.add(middleware: RequireAccessToken(verifier: verifier))
/// ```
///
/// The token must stand in the one `Authorization` header, as a bearer token (RFC 6750 §2.1) or, when it is bound to a
/// key, with a proof of that key in the one `DPoP` header (RFC 9449 §7.1). Put CORS middleware in front, since a
/// browser's preflight request carries no token.
public struct RequireAccessToken<Context: AccessTokenRequestContext>: RouterMiddleware {
    private let verifier: AccessTokenVerifier
    private let realm: String
    private let address: RequestAddress
    /// The algorithms of proofs; none when no proof can be checked.
    private let algorithms: [String]

    /// Makes the middleware.
    /// - Parameters:
    ///   - verifier: Verifies the tokens.
    ///   - realm: The protection space that challenges name; the verifier's audience unless said otherwise.
    ///   - address: How clients know this server, which a proof must name; the verifier's audience unless said
    ///     otherwise, if that is an http(s) URL. Without an address tokens that are bound to a key are refused.
    public init(verifier: AccessTokenVerifier, realm: String? = nil, address: RequestAddress? = nil) {
        self.verifier = verifier
        self.realm = realm ?? verifier.audience
        self.address = address ?? .audience(of: verifier)
        algorithms = self.address == .unknown ? [] : verifier.proofs.algorithmNames
    }

    /// Verifies the request's access token and passes the request on.
    ///
    /// Where the verifier demands nonces, every answer to a request with a proof carries the next one in `DPoP-Nonce`
    /// (RFC 9449 §8.2).
    /// - Parameters:
    ///   - request: The request.
    ///   - context: The request's context.
    ///   - next: What comes after.
    /// - Returns: The answer of what comes after.
    /// - Throws: `AccessRefusal` when there is no token, more than one, or an invalid one.
    public func handle(
        _ request: Request,
        context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        var context = context
        context.accessToken = try await accessToken(of: request)
        var response = try await next(request, context)
        if let nonce = nonce(for: request) { response.headers[.dpopNonce] = nonce }
        return response
    }

    private func accessToken(of request: Request) async throws -> AccessToken {
        do {
            let credentials = try AccessCredentials.credentials(of: request)
            do {
                return try await verifier.verify(presented(credentials, by: request))
            } catch let error as VerificationError {
                throw AccessRefusal(error, presentedAs: credentials.type, algorithms: algorithms)
            }
        } catch let refusal as AccessRefusal {
            throw refusal.offering(algorithms).inRealm(realm).withNonce(nonce(for: request))
        }
    }

    private func presented(
        _ credentials: AccessCredentials,
        by request: Request
    ) throws(AccessRefusal) -> PresentedAccessToken {
        let uri = address.uri(of: request)
        // Where no proof can be checked, the scheme is an unknown one.
        guard let uri = uri ?? (credentials.type == .bearer ? "" : nil) else { throw AccessRefusal(.missingToken) }
        let proof = PresentedProof(values: request.headers[values: .dpop], method: request.method.rawValue, uri: uri)
        return PresentedAccessToken(credentials.token, as: credentials.type, proof: proof)
    }

    private func nonce(for request: Request) -> String? {
        request.headers.contains(.dpop) ? verifier.proofs.nonce : nil
    }
}
