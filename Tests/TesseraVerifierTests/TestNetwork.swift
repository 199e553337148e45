import Synchronization
import TesseraJOSE
import TesseraTesting
import TesseraVerifier

/// The network between a verifier and its issuer: answers by address, a record of requests, and a gate that can hold
/// answers back.
final class TestNetwork: KeySetTransport {
    typealias Answer = Result<KeySetResponse, KeySetError>

    private struct State {
        var answers: [String: Answer] = [:]
        var requests: [String] = []
        var entityTags: [String?] = []
        var isHeld = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    static let metadataAddress = TestIssuer.name + "/.well-known/openid-configuration"
    static let keySetAddress = TestIssuer.name + "/keys"

    private let state = Mutex(State())

    /// An issuer that answers with its metadata and with keys.
    init(keys: JSONWebKeySet = JSONWebKeySet([]), cacheControl: String? = nil) {
        answer(
            Self.metadataAddress,
            json: ["issuer": .string(TestIssuer.name), "jwks_uri": .string(Self.keySetAddress)]
        )
        publish(keys, cacheControl: cacheControl)
    }

    func publish(_ keys: JSONWebKeySet, cacheControl: String? = nil) {
        answer(Self.keySetAddress, json: keys.json(), cacheControl: cacheControl)
    }

    func answer(_ address: String, json: JSONValue, cacheControl: String? = nil) {
        answer(address, .success(KeySetResponse(status: 200, cacheControl: cacheControl, body: json.serialized())))
    }

    func answer(_ address: String, _ answer: Answer) {
        state.withLock { $0.answers[address] = answer }
    }

    /// Every address fails from now on.
    func fail(_ code: KeySetError.Code) {
        state.withLock { state in
            for address in state.answers.keys { state.answers[address] = .failure(KeySetError(code)) }
        }
    }

    /// How often the key set was asked for.
    var keySetRequests: Int { requests.filter { $0 == Self.keySetAddress }.count }
    /// The `If-None-Match` of every request.
    var entityTags: [String?] { state.withLock { $0.entityTags } }
    var requests: [String] { state.withLock { $0.requests } }

    /// Holds every answer back until `release`.
    func hold() { state.withLock { $0.isHeld = true } }

    func release() {
        let waiting = state.withLock { state in
            state.isHeld = false
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    func get(_ request: DocumentRequest) async throws(KeySetError) -> KeySetResponse {
        let address = request.address
        state.withLock { state in
            state.requests.append(address)
            state.entityTags.append(request.entityTag)
        }
        await withCheckedContinuation { continuation in
            let passes = state.withLock { state in
                if state.isHeld { state.waiting.append(continuation) }
                return !state.isHeld
            }
            if passes { continuation.resume() }
        }
        let answer = state.withLock { $0.answers[address] } ?? .failure(KeySetError(.unreachable))
        return try answer.get()
    }
}
