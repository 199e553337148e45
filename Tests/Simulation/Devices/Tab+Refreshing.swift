import Identity

extension Tab {
    /// Refreshes, alone if the tabs can agree on that; correctness never depends on it.
    func refresh() {
        guard flight == nil, isRunning, device.storage.session != nil else { return }
        guard device.hasLocks, let holder = device.lockHolder, holder !== self else { return send() }
        // A bounded wait; a holder that is frozen or gone is not waited for.
        let life = life
        world.after(world.random.milliseconds(500...5_000)) { [self] in
            guard self.life == life, flight == nil, isRunning, device.storage.session != nil else { return }
            adopt()
            if let access, device.isUsable(access) { return show(access) }
            send()
        }
    }

    private func send() {
        let mutation = world.mutations
        // The attempt id is saved before the request leaves, and another tab or a later life of this one uses the same.
        if device.storage.attempt == nil { device.storage.attempt = device.newAttempt() }
        var attempts = [device.storage.attempt ?? ""]
        attempts += mutation.forgetsEarlierAttempt ? [] : device.storage.earlier
        if mutation.attemptIsNotSaved { attempts = [device.newAttempt()] }
        if device.isPlain { attempts = [] }
        guard let token = device.isCookie ? device.jar : device.storage.token else {
            return device.ended(because: "the refresh token is gone")
        }
        if device.hasLocks { device.lockHolder = self }
        let flight = Flight(
            epoch: device.storage.epoch,
            generation: device.storage.generation,
            attempts: attempts
        )
        self.flight = flight
        let life = life
        flight.exchange = world.network.send(.refresh(token, attempts: attempts), as: .owner, from: name) {
            [self] answer in
            receive(answer, flight)
        }
        world.after(world.random.milliseconds(8_000...20_000)) { [self] in
            guard self.life == life, self.flight === flight else { return }
            whenRunning { [self] in
                guard self.flight === flight else { return }
                world.note("\(name) gives its refresh up")
                flight.exchange?.giveUp()
                failed(flight)
            }
        }
    }

    /// An answer reaches the browser, which takes the cookie whether or not the tab's code runs.
    private func receive(_ answer: Answer, _ flight: Flight) {
        if device.isCookie {
            switch answer {
            case .tokens(let tokens), .repeatedTokens(let tokens), .replacedTokens(let tokens):
                device.jar = TokenCopy(
                    text: tokens.refreshToken,
                    session: tokens.sessionID,
                    generation: tokens.generation
                )
            case .refused: device.jar = nil
            default: break
            }
        }
        let life = life
        whenRunning { [self] in
            guard self.life == life else { return }
            handle(answer, flight)
        }
    }

    private func handle(_ answer: Answer, _ flight: Flight) {
        if self.flight === flight { self.flight = nil }
        releaseLock()
        let hasMovedOn = flight.epoch != device.storage.epoch
        guard !hasMovedOn || world.mutations.hasNoFence else { return }
        switch answer {
        case .tokens(let tokens), .repeatedTokens(let tokens), .replacedTokens(let tokens): take(tokens, flight)
        case .refused(let cause): refused(cause, flight)
        case .unknown where world.mutations.takesFailureForRefusal: device.ended(because: "the server failed")
        case .superseded: superseded(flight)
        case .unknown, .denied, .done: failed(flight)
        }
    }

    private func take(_ tokens: IssuedTokens, _ flight: Flight) {
        failures = 0
        let new = device.access(tokens)
        if world.mutations.hasNoFence || tokens.generation > device.storage.generation {
            device.storage.session = tokens.sessionID
            device.storage.generation = tokens.generation
            device.storage.attempt = nil
            device.storage.earlier = Array(flight.attempts.prefix(1))
            if !device.isCookie {
                device.storage.token = TokenCopy(
                    text: tokens.refreshToken,
                    session: tokens.sessionID,
                    generation: tokens.generation
                )
                device.storage.access = new
            }
        }
        // Late tokens are dropped: what is stored is newer.
        guard tokens.generation >= access?.generation ?? 0 || world.mutations.hasNoFence else { return }
        access = new
        planAhead(new)
        if isWanted { show(new) }
    }

    private func refused(_ cause: RefreshRefusal.Cause, _ flight: Flight) {
        // A refusal of what has been replaced meanwhile says nothing about what is stored.
        if flight.generation != device.storage.generation { return failed(flight) }
        device.ended(because: cause.code)
    }

    /// This refresh worked before, and somebody has refreshed since.
    ///
    /// If that was another tab, the store is newer than the request. If not, it was a thief who copied the attempt id, too: a new
    /// one lets the server see that there are two.
    private func superseded(_ flight: Flight) {
        if flight.generation == device.storage.generation, device.storage.attempt == flight.attempts.first {
            device.storage.attempt = nil
            device.storage.earlier = []
        }
        failed(flight)
    }

    private func failed(_ flight: Flight) {
        if self.flight === flight { self.flight = nil }
        releaseLock()
        failures += 1
        let life = life
        let pause = world.isCalm ? 100 : world.random.milliseconds(300...Int64(min(30_000, 1_000 << min(failures, 5))))
        world.after(pause) { [self] in
            guard self.life == life, isWanted, flight.epoch == device.storage.epoch else { return }
            whenRunning { [self] in
                adopt()
                if let access, device.isUsable(access) { show(access) } else { refresh() }
            }
        }
    }
}
