import HTTPTypes
import Hummingbird
import Identity
import Synchronization
import TesseraJOSE

/// `/status/…`: which sessions have been ended, as lists to fetch and as events to listen to
/// (draft-ietf-oauth-status-list).
final class StatusEndpoints: Sendable {
    private let status: StatusService
    private let verifiers: VerifierRegistry
    private let clients: ClientService
    private let streams: StatusStreams
    private let limits: ServerLimits
    private let prepared = Mutex<[Int: (tag: String, answer: PreparedAnswer)]>([:])

    init(identity: IdentitySystem, streams: StatusStreams, limits: ServerLimits) {
        status = identity.status
        verifiers = identity.verifiers
        clients = identity.clients
        self.streams = streams
        self.limits = limits
    }

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .get,
                "/status/lists",
                for: .anybody,
                sharing: .everyOrigin,
                log: .quiet,
                announced: .registered("status_list_aggregation_endpoint")
            ) { request, _ in self.lists(request) },
            Endpoint(.get, "/status/lists/{number}", for: .anybody, sharing: .everyOrigin, log: .quiet) {
                request,
                context in
                try await self.list(request, context)
            },
            Endpoint(.get, "/status/events", for: .anybody, announced: .own("status_events_endpoint")) {
                request,
                context in
                try await self.events(request, context)
            },
            Endpoint(.post, "/status/confirmations", for: .anybody, announced: .own("status_confirmation_endpoint")) {
                request,
                _ in
                try await self.confirm(request)
            },
        ]
    }

    private var cacheControl: String { "public, max-age=\(status.timeToLive.wholeSeconds)" }

    private func lists(_ request: Request) -> Response {
        let body = JSONValue.object(["status_lists": .array(status.listURIs.map { .string($0) })]).serialized()
        // Lists come and never go, so that their number names the version.
        return PreparedAnswer(
            body: body,
            tag: "lists-\(status.listURIs.count)",
            headers: [.contentType: "application/json", .cacheControl: cacheControl]
        ).answer(to: request)
    }

    private func list(_ request: Request, _ context: ServerContext) async throws -> Response {
        let text = context.parameters.get("number") ?? ""
        guard let number = StatusListNumber.parse(text) else { throw Self.notFound }
        var list = try status.currentList(number)
        if list == nil, number == status.listURIs.count {
            // Another server may have begun it a moment ago.
            try await status.catchUp()
            list = try status.currentList(number)
        }
        guard let list else { throw Self.notFound }
        return answer(list, number: number).answer(to: request)
    }

    private static var notFound: Problem {
        Problem(.notFound, "There is no such status list. GET /status/lists lists the existing ones.")
    }

    private func answer(_ list: SignedStatusList, number: Int) -> PreparedAnswer {
        prepared.withLock { prepared in
            if let known = prepared[number], known.tag == list.tag { return known.answer }
            let answer = PreparedAnswer(
                body: Array(list.token.utf8),
                tag: list.tag,
                headers: [.contentType: "application/statuslist+jwt", .cacheControl: cacheControl]
            )
            prepared[number] = (list.tag, answer)
            return answer
        }
    }

    private func events(_ request: Request, _ context: ServerContext) async throws -> Response {
        var name: String?
        if let given = request.uri.queryParameters["verifier"] {
            guard Self.isName(given) else {
                throw Problem(
                    .invalidRequest,
                    "verifier: a name of 1 to 64 letters, digits and . _ - of ASCII.",
                    field: "verifier"
                )
            }
            name = String(given)
        }
        // An id that cannot be read is one that is not known: the stream says so by resumed: false.
        let known = request.headers[.lastEventID].flatMap { StatusEventID($0) }
        return try streams.response(
            to: try await listener(request, context),
            name: name,
            after: known,
            isHead: request.method == .head,
            context
        )
    }

    /// Who listens: a confidential client that proves who it is by HTTP Basic, or a stranger.
    ///
    /// - Throws: a ``Problem`` `invalid_client` or `too_many_attempts`: who means to be a client and is not believed gets no
    ///   stranger's place, so that its operator notices.
    private func listener(_ request: Request, _ context: ServerContext) async throws -> SubscriberSlots.Listener {
        let headers = request.headers[values: .authorization].filter { $0.lowercased().hasPrefix("basic") }
        guard let header = headers.first else { return .network(ClientNetwork(context.clientAddress)) }
        guard headers.count == 1, let basic = BasicCredentials(header: header) else {
            throw Problem(.invalidClient, "The Authorization header contains no Basic credentials.")
        }
        let credentials = ClientCredentials(id: basic.id, secret: basic.secret)
        return .client(try await clients.proven(credentials, from: context.source(of: request)).id)
    }

    private static func isName(_ text: Substring) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
                    true
                default: false
                }
            }
    }

    private func confirm(_ request: Request) async throws -> Response {
        let body = try ConfirmationBody(await request.jsonBytes(limits: limits))
        guard try await verifiers.confirm(body.id, on: body.stream) else {
            throw Problem(
                .streamNotFound,
                "There is no such stream, or it has ended. Connect to /status/events again.",
                field: "stream"
            )
        }
        return .noContent
    }
}

/// The number of a status list, in its one spelling.
enum StatusListNumber {
    /// The number; nil for anything but digits without needless zeros.
    static func parse(_ text: String) -> Int? {
        guard text.utf8.count <= 9, let number = Int(text), number >= 0, "\(number)".utf8.elementsEqual(text.utf8)
        else {
            return nil
        }
        return number
    }
}
