import Hummingbird
import Identity
import Logging
import NIOCore
import TesseraHummingbird
import TesseraVerifier
import WebValues

/// What is known of one request beside its header and body.
struct ServerContext: AccessTokenRequestContext {
    var coreContext: CoreRequestContextStorage
    /// Names the request in answers and in the log.
    private(set) var requestID: String
    /// The client's address, behind trusted proxies too; empty when there is none (a UNIX domain socket).
    var clientAddress = ""
    /// What the verified access token says; nil on endpoints for anybody.
    var accessToken: AccessToken?
    /// Who asks, on endpoints that are not for anybody.
    var identity: SignedInIdentity?
    private let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
        requestID = RequestIdentifier.next()
    }

    /// Gives the request the id that a trusted proxy gave it.
    mutating func identify(as id: String) { requestID = id }

    /// The logger with the request's id, in place of Hummingbird's own.
    ///
    /// Made when something is written, since most requests write nothing at the usual level.
    var log: Logger {
        var logger = logger
        logger[metadataKey: "hb.request.id"] = nil
        logger[metadataKey: "request.id"] = .string(requestID)
        return logger
    }

    /// The connection that the request came on: a stream of it in HTTP/2.
    var connection: any Channel { channel }

    /// The address that the connection comes from; empty when it has none.
    var peerAddress: String { channel.remoteAddress?.ipAddress ?? "" }

    /// Whether the connection comes from this machine by loopback.
    var isPeerOnLoopback: Bool { IPAddress(peerAddress)?.isLoopback ?? false }

    /// Who asks.
    ///
    /// - Throws: a refusal when no middleware has made sure, so that a forgotten one denies instead of permits.
    func signedIn() throws -> SignedInIdentity {
        guard let identity else {
            throw Problem(.missingToken, "The Authorization header must contain an access token.")
        }
        return identity
    }

    /// Where the request comes from, as sessions and the audit trail remember it.
    func source(of request: Request) -> RequestSource {
        RequestSource(address: clientAddress, userAgent: request.headers[.userAgent])
    }

    /// The path's template, for the log and for metrics; never the path itself.
    var routeTemplate: String { endpointPath ?? "unknown" }
}

/// The account and the session of an access token.
struct SignedInIdentity: Sendable, Hashable {
    let account: AccountID
    let session: SessionID
}
