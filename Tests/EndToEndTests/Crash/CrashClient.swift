import NIOHTTP1
import TesseraJOSE

/// A client that asks nothing twice: it keeps the server busy until it dies, and examines afterwards whether the server kept its word.
struct CrashClient: Sendable {
    private(set) var ledger = Ledger()
    private let number: Int
    private var random: SeededRandom
    private var names = 0
    private var attempts = 0

    init(number: Int, seed: UInt64) {
        self.number = number
        random = SeededRandom(seed: seed &+ UInt64(number) &* 0x1000_0001)
    }

    /// Registers, logs in, refreshes and logs out at random until a request has no answer.
    mutating func work(_ api: API, _ answers: AnswerCounter) async {
        do {
            while !Task.isCancelled {
                let living = ledger.sessions.indices.filter { index in
                    if case .alive = ledger.sessions[index].state { true } else { false }
                }
                switch Int.random(in: 0..<100, using: &random) {
                case 0..<10: try await register(api)
                case 10..<25: try await logIn(api)
                case 25..<37: try await logOut(api, living)
                default: try await refresh(api, living)
                }
                answers.add()
            }
        } catch {
            ledger.counts.unanswered += 1
        }
    }

    private mutating func register(_ api: API) async throws {
        names += 1
        let name = "user-\(number)-\(names)"
        ledger.uncertainNames.append(name)
        let answer = try await api.register(name)
        ledger.uncertainNames.removeLast()
        guard expect(answer, 201, "register \(name)") else { return }
        ledger.counts.registrations += 1
        ledger.accounts.insert(try answer.string("id"))
        ledger.userNames.append(name)
    }

    private mutating func logIn(_ api: API) async throws {
        guard let name = ledger.userNames.randomElement(using: &random) else { return try await register(api) }
        let answer = try await api.logIn(name)
        guard expect(answer, 200, "log in \(name)") else { return }
        ledger.counts.logins += 1
        ledger.sessions.append(Ledger.Session(userName: name, token: try answer.string("refresh_token")))
    }

    private mutating func refresh(_ api: API, _ living: [Int]) async throws {
        guard let index = living.randomElement(using: &random) else { return try await logIn(api) }
        let attempt = newAttempt()
        ledger.sessions[index].state = .refreshing(attempt: attempt)
        ledger.sessions[index].isTouched = true
        let answer = try await api.refresh(ledger.sessions[index].token, attempt: attempt)
        ledger.sessions[index].state = .alive
        guard expect(answer, 200, "refresh in the load") else { return }
        ledger.counts.refreshes += 1
        ledger.sessions[index].token = try answer.string("refresh_token")
    }

    private mutating func logOut(_ api: API, _ living: [Int]) async throws {
        guard let index = living.randomElement(using: &random) else { return try await logIn(api) }
        ledger.sessions[index].state = .signingOut
        ledger.sessions[index].isTouched = true
        let body: JSONValue = ["refresh_token": .string(ledger.sessions[index].token)]
        let answer = try await api.send(.POST, "/auth/logout", body)
        guard expect(answer, 204, "log out") else {
            ledger.sessions[index].state = .alive
            return
        }
        ledger.counts.logouts += 1
        ledger.sessions[index].state = .signedOut
    }

    private mutating func newAttempt() -> String {
        attempts += 1
        return "attempt-\(number)-\(attempts)"
    }

    /// Notes a fault unless the answer is the expected one or says that the server is too busy.
    private mutating func expect(_ answer: Answer, _ status: Int, _ what: String) -> Bool {
        ledger.answeredRequests.formUnion(answer.headers["X-Request-Id"])
        if answer.status == status { return true }
        if answer.status == 503 {
            ledger.counts.refused += 1
        } else {
            ledger.faults.append("\(what): \(answer.summary)")
        }
        return false
    }
}

extension CrashClient {
    /// Asks the server that was started again about everything that it had answered.
    ///
    /// - Parameter all: Whether to ask about every session, and not only about those of the last life.
    /// - Throws: What a request throws: now each must be answered.
    mutating func examine(_ api: API, all: Bool) async throws {
        for index in ledger.sessions.indices where all || ledger.sessions[index].isTouched {
            try await examine(session: index, api)
            ledger.sessions[index].isTouched = false
        }
        let uncertain = ledger.uncertainNames
        ledger.uncertainNames = []
        for name in uncertain { try await examine(uncertain: name, api) }
    }

    private mutating func examine(session index: Int, _ api: API) async throws {
        let session = ledger.sessions[index]
        // The client of an unanswered refresh asks again with the same attempt; any other asks for the first time.
        let attempt = if case .refreshing(let attempt) = session.state { attempt } else { newAttempt() }
        let answer = try await api.refresh(session.token, attempt: attempt)
        let cause = try? answer.json["cause"]?.string
        switch (session.state, answer.status, cause) {
        case (.alive, 200, _), (.refreshing, 200, _), (.signingOut, 200, _):
            ledger.sessions[index].token = try answer.string("refresh_token")
            ledger.sessions[index].state = .alive
        case (.signedOut, 400, "signed_out"), (.signingOut, 400, "signed_out"):
            ledger.sessions[index].state = .signedOut
        default:
            ledger.faults.append("a session of \(session.userName) that was \(session.state) got \(answer.summary)")
        }
    }

    /// A registration without an answer happened as a whole or not at all.
    private mutating func examine(uncertain name: String, _ api: API) async throws {
        let answer = try await api.register(name)
        guard answer.status == 201 || (answer.status == 409 && answer.text.contains("user_name_taken")) else {
            return ledger.faults.append("registering \(name) again got \(answer.summary)")
        }
        let session = try await api.logIn(name)
        guard session.status == 200 else {
            return ledger.faults.append("logging in \(name), registered in a crash, got \(session.summary)")
        }
        ledger.userNames.append(name)
        ledger.sessions.append(Ledger.Session(userName: name, token: try session.string("refresh_token")))
    }
}
