import NIOHTTP1
import TesseraJOSE

/// A client that follows the protocol, on a bad day: whatever has no answer, or an answer that blames the server, it asks again, a
/// refresh with the same attempt, until it knows.
struct NodeClient: Sendable {
    /// What the client knows of a session of its own.
    struct Session: Sendable {
        let userName: String
        let accessToken: String
        var refreshToken: String
        var isSignedOut = false
    }

    /// How much was answered in the end.
    struct Counts: Sendable {
        var registrations = 0
        var logins = 0
        var refreshes = 0
        var races = 0
        var logouts = 0
        /// Requests that had to be asked again.
        var repetitions = 0
        /// Of these, the ones whose answer blamed the server, by status and code.
        var blames: [String: Int] = [:]

        static func + (one: Counts, other: Counts) -> Counts {
            Counts(
                registrations: one.registrations + other.registrations,
                logins: one.logins + other.logins,
                refreshes: one.refreshes + other.refreshes,
                races: one.races + other.races,
                logouts: one.logouts + other.logouts,
                repetitions: one.repetitions + other.repetitions,
                blames: one.blames.merging(other.blames, uniquingKeysWith: +)
            )
        }
    }

    private(set) var sessions: [Session] = []
    /// The ids of the accounts whose registration was answered.
    private(set) var accounts: Set<String> = []
    private(set) var counts = Counts()
    /// Everything that should not have been.
    private(set) var faults: [String] = []
    private var userNames: [String] = []
    private let number: Int
    private var random: SeededRandom
    private var made = 0

    init(number: Int, seed: UInt64) {
        self.number = number
        random = SeededRandom(seed: seed &+ UInt64(number) &* 0x1000_0001)
    }

    /// Registers, logs in, refreshes or logs out, as chance has it, and waits until it is answered.
    mutating func step(_ api: API, _ answers: AnswerCounter) async throws {
        let living = sessions.indices.filter { !sessions[$0].isSignedOut }
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<8: try await register(api)
        case 8..<22: try await logIn(api)
        case 22..<32: try await logOut(api, living)
        case 32..<45: try await race(api, living)
        default: try await refresh(api, living)
        }
        answers.add()
    }

    /// Asks nodes about everything that was answered.
    ///
    /// - Parameters:
    ///   - nodes: Each node's API; one session is asked about here, the next there.
    mutating func examine(_ nodes: [API]) async throws {
        for index in sessions.indices {
            let session = sessions[index]
            let answer = try await persist { [attempt = newAttempt()] in
                try await nodes[index % nodes.count].refresh(session.refreshToken, attempt: attempt)
            }
            switch (session.isSignedOut, answer.status, try? answer.json["cause"]?.string) {
            case (false, 200, _): sessions[index].refreshToken = try answer.string("refresh_token")
            case (true, 400, "signed_out"): break
            default:
                faults.append(
                    "a session of \(session.userName), signed out: \(session.isSignedOut), got \(answer.summary)"
                )
            }
            for node in nodes {
                let expected = session.isSignedOut ? 401 : 200
                let check = try await persist { try await node.send(.GET, "/auth/check", token: session.accessToken) }
                guard check.status != expected else { continue }
                faults.append("an access token of \(session.userName), \(expected) expected, got \(check.summary)")
            }
        }
    }

    private mutating func register(_ api: API) async throws {
        made += 1
        let name = "user-\(number)-\(made)"
        let before = counts.repetitions
        let answer = try await persist { try await api.register(name) }
        if answer.status == 201 {
            accounts.insert(try answer.string("id"))
        } else if answer.status != 409 || counts.repetitions == before {
            return faults.append("registering \(name) got \(answer.summary)")
        }
        counts.registrations += 1
        userNames.append(name)
    }

    private mutating func logIn(_ api: API) async throws {
        guard let name = userNames.randomElement(using: &random) else { return try await register(api) }
        let answer = try await persist { try await api.logIn(name) }
        guard answer.status == 200 else { return faults.append("logging in \(name) got \(answer.summary)") }
        counts.logins += 1
        let tokens = try Tokens(answer)
        sessions.append(Session(userName: name, accessToken: tokens.access, refreshToken: tokens.refresh))
    }

    private mutating func refresh(_ api: API, _ living: [Int]) async throws {
        guard let index = living.randomElement(using: &random) else { return try await logIn(api) }
        let (token, attempt) = (sessions[index].refreshToken, newAttempt())
        let answer = try await persist { try await api.refresh(token, attempt: attempt) }
        guard answer.status == 200 else { return faults.append("a refresh got \(answer.summary)") }
        counts.refreshes += 1
        sessions[index].refreshToken = try answer.string("refresh_token")
    }

    /// Two copies of one refresh at once, which two nodes may get: both must lead to the same token.
    private mutating func race(_ api: API, _ living: [Int]) async throws {
        guard let index = living.randomElement(using: &random) else { return try await logIn(api) }
        let (token, attempt) = (sessions[index].refreshToken, newAttempt())
        async let copy = try? api.refresh(token, attempt: attempt)
        let answer = try await persist { try await api.refresh(token, attempt: attempt) }
        let other = await copy
        guard answer.status == 200 else { return faults.append("a doubled refresh got \(answer.summary)") }
        let successor = try answer.string("refresh_token")
        if let other, other.status == 200, try other.string("refresh_token") != successor {
            faults.append("two copies of one refresh led to different tokens")
        } else if let other, other.status < 500, other.status != 200 {
            faults.append("a copy of a refresh got \(other.summary)")
        }
        counts.races += 1
        sessions[index].refreshToken = successor
    }

    private mutating func logOut(_ api: API, _ living: [Int]) async throws {
        guard let index = living.randomElement(using: &random) else { return try await logIn(api) }
        let body: JSONValue = ["refresh_token": .string(sessions[index].refreshToken)]
        let answer = try await persist { try await api.send(.POST, "/auth/logout", body) }
        guard answer.status == 204 else { return faults.append("logging out got \(answer.summary)") }
        counts.logouts += 1
        sessions[index].isSignedOut = true
        // Whichever node gets this asks the database: no token of the session opens anything from now on.
        let token = sessions[index].accessToken
        let me = try await persist { try await api.send(.GET, "/auth/me", token: token) }
        if me.status != 401 { faults.append("after the answered log-out, /auth/me got \(me.summary)") }
    }

    /// Asks until there is an answer that does not blame the server.
    private mutating func persist(_ request: () async throws -> Answer) async throws -> Answer {
        let end = ContinuousClock.now + .seconds(90)
        while true {
            let answer = try? await request()
            if let answer, answer.status < 500 { return answer }
            if let answer { note(answer) }
            guard ContinuousClock.now < end else {
                throw NeverHappened(
                    description: "a request was answered; the last answer: \(answer?.summary ?? "none")"
                )
            }
            counts.repetitions += 1
            try? await Task.sleep(for: .milliseconds(Int.random(in: 20...120, using: &random)))
        }
    }

    /// Who is told to come back later is also told when.
    private mutating func note(_ answer: Answer) {
        let code = (try? answer.json["error"]?.string) ?? "without a code"
        counts.blames["\(answer.status) \(code)", default: 0] += 1
        if answer.status == 503, !answer.headers.contains(name: "Retry-After") {
            faults.append("503 without Retry-After: \(answer.summary)")
        }
    }

    private mutating func newAttempt() -> String {
        made += 1
        return "attempt-\(number)-\(made)"
    }
}
