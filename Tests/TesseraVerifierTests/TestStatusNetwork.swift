import Synchronization
import TesseraJOSE
import TesseraOAuth
import TesseraTesting
import TesseraVerifier

@testable import struct TesseraVerifier.StatusConfirmation

/// An issuer with one status list and a stream of events, and the network between it and a verifier.
final class TestStatusNetwork: StatusTransport {
    static let listAddress = TestIssuer.name + "/status/lists/0"
    static let eventsAddress = TestIssuer.name + "/status/events"
    static let confirmationsAddress = TestIssuer.name + "/status/confirmations"

    typealias Connection = AsyncThrowingStream<[UInt8], any Error>.Continuation

    private struct State {
        var subscriptions: [EventStreamRequest] = []
        var connection: Connection?
        var refusal: KeySetError? = KeySetError(.unreachable)
        var confirmations: [JSONValue] = []
        var confirmationStatus: Result<Int, KeySetError> = .success(204)
        var list = StatusList(entryCount: 64)
        var lists: [String] = []
    }

    let documents: TestNetwork
    private let issuer: TestIssuer
    private let clock: ManualClock
    private let state = Mutex(State())

    init(_ issuer: TestIssuer, _ clock: ManualClock, ownsEndpoints: Bool = true) throws {
        self.issuer = issuer
        self.clock = clock
        documents = TestNetwork(keys: issuer.publishedKeys)
        if ownsEndpoints { try publishEndpoints() }
        try publishList()
    }

    /// Writes the endpoints into the metadata.
    func publishEndpoints(
        events: String = TestStatusNetwork.eventsAddress,
        confirmations: String = TestStatusNetwork.confirmationsAddress
    ) throws {
        documents.answer(
            TestNetwork.metadataAddress,
            json: [
                "issuer": .string(TestIssuer.name), "jwks_uri": .string(TestNetwork.keySetAddress),
                "tessera": [
                    "status_events_endpoint": .string(events),
                    "status_confirmation_endpoint": .string(confirmations),
                ],
            ]
        )
    }

    // MARK: The list

    /// Sets an entry at the issuer, and publishes the list.
    func set(_ status: TokenStatus, at index: Int) throws {
        _ = state.withLock { $0.list.set(status, at: index) }
        try publishList()
    }

    /// The list as it is now, signed now.
    func listToken(_ change: (inout JSONObject) -> Void = { _ in }, by key: SigningKey? = nil) throws -> String {
        let now = clock.now()
        let list = try state.withLock { $0.list }.compressed()
        var claims: JSONObject = [
            "iss": .string(TestIssuer.name), "sub": .string(Self.listAddress), "iat": .integer(now),
            "exp": .integer(now + 3600), "ttl": 60,
            "status_list": ["bits": 1, "lst": .string(Base64URL.encode(list))],
        ]
        change(&claims)
        return try (key ?? issuer.key).sign(JSONValue.object(claims).serialized(), type: "statuslist+jwt")
    }

    func publishList(entityTag: String? = nil, _ change: (inout JSONObject) -> Void = { _ in }) throws {
        documents.answer(
            Self.listAddress,
            .success(KeySetResponse(status: 200, entityTag: entityTag, body: Array(try listToken(change).utf8)))
        )
    }

    /// How often the list was asked for.
    var listRequests: Int { documents.requests.filter { $0 == Self.listAddress }.count }

    // MARK: The stream

    /// Lets subscriptions succeed.
    func accept() { state.withLock { $0.refusal = nil } }

    /// Lets subscriptions fail.
    func refuse(_ error: KeySetError) { state.withLock { $0.refusal = error } }

    /// Every subscription so far.
    var subscriptions: [EventStreamRequest] { state.withLock { $0.subscriptions } }

    var isConnected: Bool { state.withLock { $0.connection != nil } }

    /// Sends bytes to the verifier that is connected.
    func send(_ text: String) { _ = state.withLock { $0.connection }?.yield(Array(text.utf8)) }

    func sayHello(id: String, stream: String = "s1", isResumed: Bool = false) {
        send(
            "retry: 1000\nid: \(id)\nevent: hello\n"
                + "data: {\"stream\":\"\(stream)\",\"resumed\":\(isResumed),\"heartbeat\":15}\n\n"
        )
    }

    func sendInvalid(_ indices: [Int], id: String, uri: String = TestStatusNetwork.listAddress) {
        send("id: \(id)\nevent: status\ndata: {\"uri\":\"\(uri)\",\"idx\":\(indices)}\n\n")
    }

    func sendRevoked(_ keyID: String, id: String) {
        send("id: \(id)\nevent: key_revoked\ndata: {\"kid\":\"\(keyID)\"}\n\n")
    }

    /// Breaks the connection.
    func disconnect() {
        state.withLock { state in
            defer { state.connection = nil }
            return state.connection
        }?.finish(throwing: KeySetError(.unreachable))
    }

    var confirmations: [StatusConfirmation] {
        state.withLock { $0.confirmations }.compactMap { body in
            guard let stream = body["stream"]?.string, let id = body["id"]?.string else { return nil }
            return StatusConfirmation(stream: stream, id: id)
        }
    }

    func answerConfirmations(_ answer: Result<Int, KeySetError>) {
        state.withLock { $0.confirmationStatus = answer }
    }

    // MARK: StatusTransport

    func get(_ request: DocumentRequest) async throws(KeySetError) -> KeySetResponse {
        try await documents.get(request)
    }

    func events(_ request: EventStreamRequest, receive: @Sendable ([UInt8]) throws -> Void) async throws {
        let (bytes, connection) = AsyncThrowingStream.makeStream(of: [UInt8].self)
        let refusal = state.withLock { state in
            state.subscriptions.append(request)
            if state.refusal == nil { state.connection = connection }
            return state.refusal
        }
        if let refusal { throw refusal }
        for try await part in bytes { try receive(part) }
        try Task.checkCancellation()
    }

    func post(_ body: [UInt8], to address: String, timeout: Duration) async throws(KeySetError) -> Int {
        guard address == Self.confirmationsAddress, let json = try? JSONValue(parsing: body) else { return 404 }
        let answer = state.withLock { state in
            state.confirmations.append(json)
            return state.confirmationStatus
        }
        return try answer.get()
    }
}

extension TestIssuer {
    /// A token whose status stands in the test issuer's list.
    func token(status index: Int, uri: String = TestStatusNetwork.listAddress) throws -> String {
        try token { claims in
            claims["status"] = ["status_list": ["idx": .integer(Int64(index)), "uri": .string(uri)]]
            claims["exp"] = .integer(TestIssuer.now + 86_400)
        }
    }
}
