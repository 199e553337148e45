import HTTPTypes
import Hummingbird
import Identity
import WebValues

/// A request of a confidential client that has proved who it is.
struct ClientRequest: Sendable {
    /// Who asks.
    let client: Client
    /// The parameters of the body.
    let form: FormBody
}

/// The phases that the endpoints of confidential clients share: read the form, find the credentials, check them, check the
/// permission.
///
/// An endpoint gets a ``ClientRequest`` and can forget none of them.
struct ClientRequests: Sendable {
    let clients: ClientService
    let limits: ServerLimits

    /// What must never stand in the query (RFC 6749 §2.3.1), where it leaks into logs.
    private static let bodyOnly: Set<String> = ["client_id", "client_secret", "token"]

    /// The request of a client that has one of `permissions`.
    ///
    /// - Throws: ``Problem``: `invalid_request`, `invalid_client`, `unauthorized_client`, `too_many_attempts`.
    func request(
        _ request: Request,
        _ context: ServerContext,
        requiring permissions: ClientPermission...
    ) async throws -> ClientRequest {
        try Self.refuseQuery(request.uri.query)
        let form = try FormBody(try await request.formBytes(limits: limits))
        let credentials = try Self.credentials(request.headers[values: .authorization], form)
        let client = try await clients.proven(credentials, from: context.source(of: request))
        guard permissions.contains(where: client.permissions.contains) else {
            let words = permissions.map(\.rawValue).joined(separator: " or ")
            throw Problem(.unauthorizedClient, "This client has no permission to \(words).")
        }
        return ClientRequest(client: client, form: form)
    }

    /// The credentials of a request, in the header (`client_secret_basic`) or in the body (`client_secret_post`), never in both
    /// (RFC 6749 §2.3).
    static func credentials(_ authorizations: [String], _ form: FormBody) throws -> ClientCredentials {
        let (id, secret) = (form.optional("client_id"), form.optional("client_secret"))
        guard let authorization = authorizations.first else {
            guard let id, let secret else {
                throw Problem(
                    .invalidClient,
                    "Authenticate by HTTP Basic, or by client_id and client_secret in the body."
                )
            }
            return ClientCredentials(id: id, secret: secret)
        }
        guard authorizations.count == 1, secret == nil else {
            throw Problem(.invalidRequest, "Authenticate in one way: in the header or in the body.")
        }
        guard let basic = BasicCredentials(header: authorization) else {
            throw Problem(.invalidClient, "The Authorization header contains no Basic credentials.")
        }
        guard id.map({ $0.utf8.elementsEqual(basic.id.utf8) }) ?? true else {
            throw Problem(.invalidRequest, "client_id: names a different client than the header.", field: "client_id")
        }
        return ClientCredentials(id: basic.id, secret: basic.secret)
    }

    private static func refuseQuery(_ query: String?) throws {
        guard let query else { return }
        for parameter in query.split(separator: "&") {
            guard let name = PercentCoding.decodeForm(parameter.prefix { $0 != "=" }.utf8), bodyOnly.contains(name)
            else {
                continue
            }
            throw Problem(.invalidRequest, "\(name): must be in the body, never in the URL.", field: name)
        }
    }
}

extension ClientService {
    /// The client that proves by these credentials who it is.
    ///
    /// - Throws: ``Problem``: `invalid_client`, `too_many_attempts`; what the database throws.
    func proven(_ credentials: ClientCredentials, from source: RequestSource) async throws -> Client {
        switch try await authenticate(credentials, from: source) {
        case .authenticated(let client): return client
        case .refused:
            throw Problem(.invalidClient, "The client id or the client secret is wrong.")
        case .throttled(let seconds):
            throw Problem(
                .tooManyAttempts,
                "Too many attempts have failed. Try again in \(seconds) s.",
                retryAfter: seconds
            )
        }
    }
}
