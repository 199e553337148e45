import Identity
import Persistence

/// How a mistake on purpose changes the world; without one, nothing changes.
struct Mutations: Sendable {
    let mutation: Mutation?

    init(_ mutation: Mutation?) {
        self.mutation = mutation
    }

    var sendsNoAttempt: Bool { mutation == .noAttempt }
    var forgetsEarlierAttempts: Bool { false }
    var attemptsAreOfTheTab: Bool { false }
    var hasNoFence: Bool { false }
    var takesLateRefusals: Bool { false }
    var takesFailureForRefusal: Bool { false }

    func change(_ configuration: inout IdentityConfiguration) {}

    func reader(_ base: any Connection) -> any Connection { base }

    func writer(_ base: any Connection, for arrival: Arrival?) -> any Connection { base }

    func subscribe(_ status: StatusService, after known: StatusEventID?) -> StatusSubscription {
        status.subscribe(after: known)
    }

    func refresh(
        _ token: TokenCopy,
        _ attempts: [String],
        _ source: RequestSource,
        _ engine: IdentitySystem,
        _ world: World
    ) async throws -> Answer {
        let outcome = try await engine.sessions.refresh(
            token.text,
            attempt: attempts.isEmpty ? nil : attempts.joined(separator: ","),
            from: source
        )
        return switch outcome {
        case .rotated(let tokens): .tokens(tokens)
        case .repeated(let tokens): .repeatedTokens(tokens)
        case .refused(let refusal): .refused(refusal.reason)
        }
    }
}
