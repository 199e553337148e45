import Identity
import TesseraOAuth

extension SimulatedServer {
    /// Does what a request asks, by the engine's own verbs.
    static func perform(_ request: Request, _ engine: IdentitySystem, _ world: World) async -> Answer {
        do {
            return try await attempt(request, engine, world)
        } catch let error as IdentityError where error.code == .overloaded {
            return .unknown
        } catch let error as IdentityError {
            return .denied(error.code)
        } catch is ServerGone {
            return .unknown
        } catch {
            world.judge.report(.liveness, "the engine fails: \(error)")
            return .unknown
        }
    }

    private static func attempt(_ request: Request, _ engine: IdentitySystem, _ world: World) async throws -> Answer {
        let source = RequestSource(
            address: request.party == .thief ? "198.51.100.7" : "192.0.2.1",
            userAgent: request.party == .thief ? "thief" : "device"
        )
        func account(_ number: Int) throws -> AccountID {
            guard let id = world.accounts[number].id else { throw IdentityError(.accountNotFound) }
            return id
        }
        switch request.kind {
        case .signIn(let number, let password, let isCookie):
            return .tokens(
                try await engine.signIn.withPassword(
                    identifier: world.accounts[number].name,
                    password: password,
                    options: SignInOptions(transport: isCookie ? .cookie : .body),
                    from: source
                )
            )
        case .refresh(let token, let attempts):
            try await world.mutations.prepare(token, world.server.database)
            let outcome = try await engine.sessions.refresh(
                token.text,
                attempt: attempts.isEmpty ? nil : attempts.joined(separator: ","),
                from: source
            )
            switch outcome {
            case .rotated(let tokens): return .tokens(tokens)
            case .repeated(let tokens): return .repeatedTokens(tokens)
            case .replaced(let tokens): return .replacedTokens(tokens)
            case .superseded: return .superseded
            case .unproven: return .unknown
            case .refused(let refusal): return .refused(refusal.cause)
            }
        case .signOut(let token):
            _ = try await engine.sessions.signOut(refreshToken: token.text, from: source)
        case .signOutEverywhere(let number):
            _ = try await engine.sessions.signOutEverywhere(account(number), by: .account(account(number)))
        case .endSession(let id, let number):
            _ = try await engine.sessions.end(id, of: account(number), by: .system)
        case .changePassword(let number, let current, let new, let kept):
            _ = try await engine.accounts.changePassword(
                account(number),
                current: current,
                new: new,
                keeping: kept,
                from: source
            )
        case .setPassword(let number, let new):
            _ = try await engine.accounts.setPassword(account(number), new, by: .system)
        case .disable(let number):
            _ = try await engine.accounts.disable(account(number), by: .system)
        case .enable(let number):
            _ = try await engine.accounts.enable(account(number), by: .system)
        case .rotateKey:
            _ = try await engine.signingKeys.rotate(immediately: true, by: .system)
        case .revokeKey:
            guard let key = try await engine.signingKeys.list().last(where: { $0.revokedAt == nil }) else { break }
            _ = try await engine.signingKeys.revoke(key.id, reason: "simulated", by: .system)
        case .maintain:
            try await engine.maintain()
        }
        return .done
    }
}
