import Identity
import TesseraJOSE

extension Judge {
    /// A copy of a request has reached the server.
    func arrived(_ arrival: Arrival) {
        guard case .refresh(let token, let attempts) = arrival.request.kind else { return }
        switch arrival.request.party {
        case .thief: stories[token.session]?.isTouchedByThief = true
        case .owner where attempts.isEmpty: stories[token.session]?.isPlain = true
        default: break
        }
    }

    /// An answer leaves the server: from now on it has to be true.
    func answered(_ arrival: Arrival, _ answer: Answer) {
        let request = arrival.request
        world.note("  #\(request.number) is answered: \(words(for: answer))")
        switch (request.kind, answer) {
        case (.signIn, .tokens(let tokens)):
            check(tokens)
            stories[tokens.sessionID]?.acknowledged = 0
            stories[tokens.sessionID]?.texts[0] = tokens.refreshToken
        case (.refresh(let token, let attempts), .tokens(let tokens)):
            refreshed(arrival, token, attempts, tokens, as: .rotation)
        case (.refresh(let token, let attempts), .repeatedTokens(let tokens)):
            refreshed(arrival, token, attempts, tokens, as: .repetition)
        case (.refresh(let token, let attempts), .replacedTokens(let tokens)):
            refreshed(arrival, token, attempts, tokens, as: .replacement)
        case (.signOut(let token), .done):
            if let story = stories[token.session], story.cause == nil {
                report(.durability, "the acknowledged sign-out of \(story.label) is not on the disk")
            }
        default: break
        }
    }

    /// An answer in words, without any token.
    func words(for answer: Answer) -> String {
        switch answer {
        case .tokens(let tokens): "\(label(tokens.sessionID)) g\(tokens.generation)"
        case .repeatedTokens(let tokens): "\(label(tokens.sessionID)) g\(tokens.generation), again"
        case .replacedTokens(let tokens):
            "\(label(tokens.sessionID)) g\(tokens.generation), in the place of g\(tokens.generation - 1)"
        case .refused(let cause): "refused, \(cause.code)"
        case .superseded: "superseded"
        case .done: "done"
        case .denied(let code): "denied, \(code)"
        case .unknown: "nothing is known"
        }
    }

    private enum Kind { case rotation, repetition, replacement }

    private func refreshed(
        _ arrival: Arrival,
        _ token: TokenCopy,
        _ attempts: [String],
        _ tokens: IssuedTokens,
        as kind: Kind
    ) {
        check(tokens)
        guard var story = stories[token.session] else { return report(.oneFamily, "tokens of an unknown session") }
        let label = story.label
        if tokens.sessionID != token.session {
            report(.oneFamily, "a refresh of \(label) gave another session's tokens")
        }
        if let endCommit = story.endCommit, let commit = arrival.commit, endCommit < commit {
            report(.endIsEnd, "\(label) had ended, and g\(token.generation) was still exchanged")
        }
        if story.isDead(token.generation) {
            report(.thiefCaught, "\(label) g\(token.generation), which is dead, gave tokens again")
        }
        switch kind {
        case .repetition: break
        case .replacement:
            let step = story.steps.last { $0.from == token.generation }
            if step?.isReplacement != true || step?.to != tokens.generation {
                report(.oneSuccessor, "\(label) g\(token.generation) was replaced by g\(tokens.generation)")
            }
        case .rotation:
            if tokens.generation != token.generation + 1 {
                report(.oneSuccessor, "\(label) g\(token.generation) was exchanged for g\(tokens.generation)")
            }
            if !story.exchanged.insert(token.generation).inserted {
                report(.oneSuccessor, "\(label) g\(token.generation) was exchanged twice")
            }
        }
        if let text = story.texts[tokens.generation], text != tokens.refreshToken {
            report(.oneSuccessor, "\(label) has two tokens of g\(tokens.generation)")
        }
        if kind == .repetition, let rotation = story.steps.last(where: { $0.from == token.generation }),
            !attempts.contains(where: { $0 == rotation.attempt }),
            arrival.moment - rotation.moment > world.plan.graceWindow, story.generation == tokens.generation,
            !knowsLastRotation(story, attempts)
        {
            report(
                .thiefCaught,
                "\(label) g\(token.generation) was exchanged by somebody else "
                    + "\((arrival.moment - rotation.moment) / 1000) s before, and gave tokens again"
            )
        }
        story.texts[tokens.generation] = tokens.refreshToken
        story.acknowledged = max(story.acknowledged, tokens.generation)
        stories[token.session] = story
    }

    /// Whether one of these attempts made the family's last step.
    private func knowsLastRotation(_ story: SessionStory, _ attempts: [String]) -> Bool {
        guard let attempt = story.steps.last?.attempt else { return false }
        return attempts.contains(attempt)
    }

    /// Looks at tokens as they leave the server.
    private func check(_ tokens: IssuedTokens) {
        guard let engine = world.server.engine else { return }
        do {
            // The signatures are checked by the verifiers' own tests; a sample here is enough, and half the cost.
            if tokens.generation.isMultiple(of: 4) {
                _ = try engine.signingKeys.verificationKeys().verify(tokens.accessToken)
            }
            let look = try UnverifiedJWS(parsing: tokens.accessToken)
            guard let claims = look.payload, let status = claims["status"]?["status_list"],
                let index = status["idx"]?.integer, let list = status["uri"]?.string,
                let expiresAt = claims["exp"]?.integer, let keyID = look.header["kid"]?.string,
                claims["sid"]?.string == tokens.sessionID.description
            else { return report(.liveness, "an access token lacks a claim") }
            issued[tokens.accessToken] = IssuedAccess(
                text: tokens.accessToken,
                session: tokens.sessionID,
                keyID: keyID,
                list: list,
                index: Int(index),
                expiresAt: expiresAt * 1000
            )
        } catch {
            report(.liveness, "an access token does not verify: \(error)")
        }
    }

    // MARK: Later

    /// The server is up again: whatever it had acknowledged is there.
    func serverStarted() {
        lookAtDisk(after: [])
        for story in stories.values where story.acknowledged > story.generation {
            report(
                .durability,
                "\(story.label) g\(story.acknowledged) was acknowledged, and after the crash it is at g\(story.generation)"
            )
        }
    }

    /// A device takes itself for signed out because of an answer.
    func signedOut(_ device: String, _ session: SessionID, because reason: String) {
        world.note("\(device) is signed out of \(label(session)): \(reason)")
        guard let story = stories[session], story.cause == nil else { return }
        let isPast =
            world.now
            >= min(
                story.lastRefresh + world.plan.idleLifetime,
                story.createdAt + world.plan.absoluteLifetime
            )
        if !isPast { report(.neverSignedOut, "\(device) is signed out of \(story.label), which lives: \(reason)") }
    }

    /// A verifier has accepted an access token.
    func accepted(_ access: IssuedAccess, by verifier: SimulatedVerifier) {
        let skew: Int64 = 2_000
        if world.now > access.expiresAt + skew { report(.endIsEnd, "\(verifier.name) accepts an expired token") }
        func look(_ moment: Int64, _ what: String) {
            let elapsed = world.now - moment
            let isConnected = verifier.connectedSince.map { $0 < moment } ?? false
            if isConnected, elapsed > 1_000 {
                report(.endIsEnd, "\(verifier.name), told by push, accepts a token \(elapsed) ms after \(what)")
            }
            if elapsed > world.plan.statusTimeToLive + skew {
                report(.endIsEnd, "\(verifier.name) accepts a token \(elapsed) ms after \(what)")
            }
        }
        if let story = stories[access.session], let endedAt = story.endedAt, story.cause?.isLifetime == false {
            look(endedAt, "the end of \(story.label)")
        }
        if let revokedAt = revokedKeys[access.keyID] { look(revokedAt, "the revocation of its key") }
    }
}

extension SessionEndCause {
    /// Whether no one ended it: its tokens know when it is over.
    var isLifetime: Bool { self == .idleTimeout || self == .absoluteTimeout }
}
