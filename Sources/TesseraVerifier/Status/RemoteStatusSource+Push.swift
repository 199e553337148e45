import Logging
import ServiceLifecycle
import Synchronization

/// Push, and polls while it is away.
extension RemoteStatusSource {
    /// How often it is looked whether a list is due.
    private static let tick = Duration.seconds(1)
    /// How long an issuer without push isn't asked again whether it has some.
    private static let pushlessInterval = Duration.seconds(300)

    /// How a connection ended.
    private enum ConnectionEnd: Sendable {
        /// The issuer has no stream of events.
        case unsupported
        /// The issuer refused the stream.
        case refused(String)
        /// The connection could not be made, or broke.
        case lost(String)
    }

    /// Keeps the lists up to date until the task is cancelled or its service group shuts down gracefully: subscribes to
    /// the issuer's events, comes back after every loss, and polls meanwhile.
    ///
    /// Put it into a service group or a task, once.
    public func run() async {
        await cancelWhenGracefulShutdown {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await self.poll() }
                group.addTask { await self.listen() }
            }
        }
    }

    private func poll() async {
        repeat {
            fetchDueLists()
        } while await pause(Self.tick)
    }

    private func fetchDueLists() {
        let now = clock.uptime()
        state.withLock { state in
            for uri in state.lists.due(at: now) { begin(uri, &state, at: now) }
        }
    }

    private func listen() async {
        var isKnownLost = false
        while !Task.isCancelled {
            let end = await connection()
            if Task.isCancelled { return }
            let wasLive = state.withLock { $0.stream.isLive }
            // One line for a loss, not one for each attempt to mend it.
            if wasLive || !isKnownLost { report(end) }
            isKnownLost = true
            guard await pause(pause(after: end)) else { return }
        }
    }

    private func report(_ end: ConnectionEnd) {
        switch end {
        case .unsupported: logger?.notice("the issuer pushes no status events; its lists are polled")
        case .refused(let code), .lost(let code):
            logger?.warning("status events lost; lists are polled", metadata: ["error.code": "\(code)"])
        }
    }

    private func pause(after end: ConnectionEnd) -> Duration {
        let jitter = clock.jitter()
        return state.withLock { state in
            state.lists.streamEnded()
            switch end {
            case .unsupported: return Self.pushlessInterval
            case .refused:
                state.endpoints = nil
                return state.stream.end(isRefused: true, jitter: jitter)
            case .lost: return state.stream.end(isRefused: false, jitter: jitter)
            }
        }
    }

    /// Waits.
    /// - Returns: `false` when the task was cancelled.
    func pause(_ duration: Duration) async -> Bool {
        do {
            try await clock.sleep(duration)
            return !Task.isCancelled
        } catch {
            return false
        }
    }

    // MARK: One connection

    private func connection() async -> ConnectionEnd {
        do {
            guard let endpoints = try await pushEndpoints() else { return .unsupported }
            try await subscribe(endpoints)
            return .lost("closed")
        } catch let error as KeySetError {
            return error.code == .status ? .refused(error.code.rawValue) : .lost(error.code.rawValue)
        } catch let fault as StatusStream.Fault {
            return .lost(fault.rawValue)
        } catch {
            return .lost("broken")
        }
    }

    private func pushEndpoints() async throws(KeySetError) -> PushEndpoints? {
        if let known = state.withLock({ $0.endpoints }) { return known }
        let metadata = try await IssuerMetadata.fetch(
            ofIssuer: issuer,
            at: metadataAddress,
            by: transport,
            maximumBytes: policy.maximumAnswerBytes,
            timeout: policy.timeout
        )
        let endpoints = PushEndpoints(metadata, issuer: issuer, verifierName: verifierName)
        state.withLock { $0.endpoints = endpoints }
        return endpoints
    }

    private func subscribe(_ endpoints: PushEndpoints) async throws {
        let now = clock.uptime()
        let lastEventID = state.withLock { state in
            state.stream.connect(at: now)
            return state.stream.lastEventID
        }
        let request = EventStreamRequest(
            address: endpoints.events,
            lastEventID: lastEventID,
            timeout: policy.timeout,
            credentials: credentials
        )
        let (applied, news) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await self.transport.events(request) { bytes in
                    try self.receive(bytes)
                    news.yield()
                }
            }
            group.addTask { try await self.watch() }
            group.addTask { await self.confirm(applied, at: endpoints.confirmations) }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    /// Gives a connection up that has been silent for too long.
    private func watch() async throws {
        while true {
            let left = state.withLock { $0.stream.deadline } - clock.uptime()
            guard left > .zero else { throw KeySetError(.timedOut) }
            try await clock.sleep(left)
        }
    }

    /// Applies what has arrived, before anything else is read.
    private func receive(_ bytes: [UInt8]) throws {
        let (now, seconds) = (clock.uptime(), clock.now())
        let effects = try state.withLock { state in
            let effects = try state.stream.receive(bytes, at: now)
            state.lists.streamWasHeard(at: now)
            return effects
        }
        for effect in effects {
            if case .revokeKey(let keyID, _) = effect { keys.revoke(keyID: keyID) }
            state.withLock { $0.apply(effect, at: now, seconds: seconds) }
        }
        if !effects.isEmpty { fetchDueLists() }
    }
}
