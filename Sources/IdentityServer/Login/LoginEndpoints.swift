import HTTPTypes
import Hummingbird
import Identity
import TesseraHummingbird
import TesseraJOSE
import TesseraVerifier

/// Sign in, refresh, sign out.
struct LoginEndpoints: Sendable {
    let signIn: SignInService
    let sessions: SessionService
    let crossSite: CrossSiteGuard
    let verifier: AccessTokenVerifier
    let proofs: KeyProofs
    let limits: ServerLimits

    var endpoints: [Endpoint] {
        [
            Endpoint(.post, "/auth/login", for: .anybody, announced: .own("login_endpoint")) { request, context in
                try await login(request, context)
            },
            Endpoint(.post, "/auth/refresh", for: .anybody, announced: .own("refresh_endpoint")) { request, context in
                try await refresh(request, context)
            },
            Endpoint(.post, "/auth/cookie", for: .anybody) { request, _ in try cookieSession(request) },
            Endpoint(.post, "/auth/logout", for: .anybody, announced: .own("logout_endpoint")) { request, context in
                try await logout(request, context)
            },
            Endpoint(.post, "/auth/logout-everywhere", for: .signedIn) { request, context in
                try await logoutEverywhere(request, context)
            },
        ]
    }

    private func login(_ request: Request, _ context: ServerContext) async throws -> Response {
        let body = try LoginBody(await request.jsonBytes(limits: limits))
        if body.usesCookie {
            try crossSite.checkOrigin(request)
            try crossSite.checkSite(request)
        }
        // Before the password is hashed, which costs a thousand times as much.
        let key = try proofs.keyOfSignIn(request)
        let options = SignInOptions(
            scope: body.scope,
            transport: body.usesCookie ? .cookie : .body,
            keyThumbprint: key
        )
        let tokens = try await signIn.withPassword(
            identifier: body.identifier,
            password: body.password,
            options: options,
            from: context.source(of: request)
        )
        return tokens.response()
    }

    private func refresh(_ request: Request, _ context: ServerContext) async throws -> Response {
        guard let presented = try await presentedToken(request) else {
            if request.isAskingWhetherSignedIn {
                try sessions.check(attempt: request.headers[.tesseraAttempt])
                return .withoutSession
            }
            throw Problem(.invalidRequest, "refresh_token: is missing, and there is no cookie.", field: "refresh_token")
        }
        var shown = RefreshProof.absent
        switch try await outcome(presented.token, proof: &shown, request, context) {
        case .unproven:
            throw shown.problem
        case .superseded:
            throw Problem(
                .superseded,
                "This refresh succeeded before, and its client has refreshed since. Use the newest token that you "
                    + "have stored."
            )
        case .rotated(let tokens), .repeated(let tokens), .replaced(let tokens):
            return tokens.response()
        case .refused(let refusal):
            var problem = Problem(.invalidGrant, refusal.detail, cause: refusal.cause.code)
            if case .ended(let cause) = refusal.cause {
                let words = await sessions.words(cause, of: refusal.sessionID)
                problem = Problem(.invalidGrant, words.text, cause: refusal.cause.code)
                problem.endedBy = words.endedBy
            }
            problem.clearsCookie = presented.isCookie
            throw problem
        }
    }

    /// What comes of a refresh; where the server cannot answer it, the refusal says how to go on.
    ///
    /// A proof is looked at, and remembered, for a genuine token only: `proof` is then what the request shows.
    private func outcome(
        _ token: String,
        proof: inout RefreshProof,
        _ request: Request,
        _ context: ServerContext
    ) async throws -> RefreshOutcome<IssuedTokens> {
        do {
            return try await sessions.refresh(
                token,
                attempt: request.headers[.tesseraAttempt],
                proof: proofs.proofOfRefresh(request, &proof),
                from: context.source(of: request)
            )
        } catch let failure as StorageFailure {
            throw RefreshWords.repeatable(Problem(failure), within: sessions.replacementWindow)
        } catch let error as IdentityError where error.code == .overloaded {
            throw RefreshWords.repeatable(Problem(error), within: sessions.replacementWindow)
        }
    }

    /// Ends the session that the body's token, the bearer token or the cookie names, in this order.
    ///
    /// A token that is unknown or of an ended session is no error: the client wants to be signed out, and is.
    private func logout(_ request: Request, _ context: ServerContext) async throws -> Response {
        let source = context.source(of: request)
        if let bytes = try await request.optionalJSONBytes(limits: limits),
            let token = try RefreshBody(bytes).refreshToken
        {
            _ = try await sessions.signOut(refreshToken: token, from: source)
            return .noContent
        }
        if request.headers.contains(.authorization) {
            try await signOut(accessToken: AccessCredentials.credentials(of: request), from: source)
            return .noContent
        }
        guard let token = try cookieToken(request) else {
            throw Problem(
                .invalidRequest,
                "The request names no session: send refresh_token, an access token or the cookie."
            )
        }
        _ = try await sessions.signOut(refreshToken: token, from: source)
        var response = Response.noContent
        response.headers[.setCookie] = RefreshCookie.deletion
        return response
    }

    /// Who holds an access token may end its session, bound to a key or not: so a client whose key is lost can, too.
    private func signOut(accessToken credentials: AccessCredentials, from source: RequestSource) async throws {
        let token: AccessToken
        do {
            token = try await verifier.verifyUnpresented(credentials.token)
        } catch let error as VerificationError {
            throw AccessRefusal(error, presentedAs: credentials.type, algorithms: verifier.proofs.algorithmNames)
        }
        guard let account = AccountID(token.subject), let session = token.sessionID.flatMap({ SessionID($0) }) else {
            return
        }
        do {
            try await sessions.signOut(session, of: account, from: source)
        } catch let error as IdentityError where error.code == .sessionNotFound {
            // Already gone, which is what was asked for.
        }
    }

    private func logoutEverywhere(_ request: Request, _ context: ServerContext) async throws -> Response {
        let identity = try context.signedIn()
        let ended = try await sessions.signOutEverywhere(
            identity.account,
            by: .account(identity.account),
            from: context.source(of: request)
        )
        var response = Response.json(["ended": .integer(Int64(ended))])
        if cookie(request) != nil { response.headers[.setCookie] = RefreshCookie.deletion }
        return response
    }

    /// Which session the cookie names that this browser sends, if it sends one.
    ///
    /// Nothing is looked up, and nothing changes. A client that signs in by cookie asks afterwards: where cookies are blocked, or
    /// the connection is not one that keeps them, it learns that now and not at the next page.
    private func cookieSession(_ request: Request) throws -> Response {
        let session = try cookieToken(request).flatMap { sessions.session(ofRefreshToken: $0) }
        return .json(["session_id": .text(session?.description)])
    }

    private func presentedToken(_ request: Request) async throws -> (token: String, isCookie: Bool)? {
        if let bytes = try await request.optionalJSONBytes(limits: limits),
            let token = try RefreshBody(bytes).refreshToken
        {
            return (token, false)
        }
        return try cookieToken(request).map { ($0, true) }
    }

    /// The cookie's token, once it is sure that no foreign page sent it.
    private func cookieToken(_ request: Request) throws -> String? {
        guard let token = cookie(request) else { return nil }
        try crossSite.check(request)
        return token
    }

    private func cookie(_ request: Request) -> String? {
        RefreshCookie.token(in: request.headers[values: .cookie].joined(separator: "; "))
    }
}
