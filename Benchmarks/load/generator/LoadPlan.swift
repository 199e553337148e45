import Foundation

/// What to send, how often and for how long; JSON with these members.
struct LoadPlan: Decodable, Sendable {
    /// The server's port on 127.0.0.1.
    let port: UInt16
    /// How long to send, in seconds.
    let seconds: Double
    /// From how many addresses (127.1.0.1, 127.1.0.2, …) requests come, each with connections of its own that stay open.
    let sources: Int
    /// The file of refresh tokens, one a line.
    let tokens: String?
    /// Where the tokens are written that are good at the end, for the next run.
    let tokensAfter: String?
    /// How many accounts there are, which are named seed-000001, seed-000002 and so on.
    let accounts: Int
    /// The password of every account.
    let password: String
    /// What the moments and the choices are drawn from.
    let seed: UInt64
    /// The kinds of requests that come independently of each other.
    let streams: [LoadStream]

    static func read(_ data: Data) throws -> LoadPlan {
        let plan = try JSONDecoder().decode(LoadPlan.self, from: data)
        guard plan.seconds > 0, plan.sources > 0, plan.sources <= 60_000, !plan.streams.isEmpty else {
            throw LoadFailure("seconds, sources (at most 60000) and streams must be more than none")
        }
        for stream in plan.streams {
            guard (stream.rate == nil) != (stream.workers == nil) else {
                throw LoadFailure("\(stream.name): give either rate or workers")
            }
        }
        return plan
    }
}

/// Requests of one kind.
struct LoadStream: Decodable, Sendable {
    /// Its name in the report.
    let name: String
    /// What is asked.
    let operation: Operation
    /// How many come in a second, whatever the server does (open loop).
    let rate: Double?
    /// How many callers send the next request as soon as the last one is answered (closed loop); for finding out what a server can do.
    let workers: Int?
    /// From when on, in seconds.
    let from: Double?
    /// Until when, in seconds.
    let until: Double?
    /// From how many of the addresses; nil for all.
    let sources: Int?

    /// The requests that there are.
    enum Operation: String, Decodable, Sendable {
        case login, refresh, me, keySet, logout
    }
}
