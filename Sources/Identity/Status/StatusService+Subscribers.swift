import Synchronization

extension StatusService {
    /// Begins to tell somebody of every event.
    ///
    /// - Parameters:
    ///   - known: the last event that the subscriber has heard of; nil for a new one.
    ///   - dropped: called when the subscriber falls too far behind, and its messages end after those that wait.
    /// - Returns: where it begins, what it missed, and what happens from then on, without a gap and without a repetition. After
    ///   ``endSubscriptions()`` nothing happens any more.
    public func subscribe(
        after known: StatusEventID?,
        dropped: @escaping @Sendable () -> Void = {}
    ) -> StatusSubscription {
        let (messages, continuation) = AsyncStream.makeStream(
            of: StatusMessage.self,
            bufferingPolicy: .bufferingOldest(Self.bufferSize)
        )
        return state.withLock { state in
            let number = state.nextSubscriber
            state.nextSubscriber += 1
            if state.isClosed {
                continuation.finish()
            } else {
                state.subscribers[number] = State.Subscriber(messages: continuation, dropped: dropped)
            }
            let missed = known.flatMap { state.log.events(after: $0, limit: Self.replayLimit) }
            return StatusSubscription(
                start: missed == nil ? state.log.last : known ?? state.log.last,
                isResumed: missed != nil,
                missed: missed ?? [],
                messages: messages,
                number: number
            )
        }
    }

    /// Ends a subscription; nothing happens when it has ended.
    public func end(_ subscription: StatusSubscription) {
        let continuation = state.withLock { $0.subscribers.removeValue(forKey: subscription.number) }
        continuation?.messages.finish()
    }

    /// Ends every subscription, and every later one at once: the server stops, and the subscribers shall look for another.
    public func endSubscriptions() {
        let ended = state.withLock { state in
            state.isClosed = true
            defer { state.subscribers = [:] }
            return state.subscribers.values
        }
        for subscriber in ended { subscriber.messages.finish() }
    }

    /// How many there are.
    public var subscriberCount: Int { state.withLock { $0.subscribers.count } }

    /// Tells every subscriber that all is well, unless the database does not respond.
    public func sendHeartbeat() {
        let slow = state.withLock { state in
            state.failingSince == nil ? state.send(.heartbeat) : []
        }
        for subscriber in slow { subscriber.drop() }
    }

    /// Changes the log and tells the subscribers in the same breath, so that each gets every event once and in order.
    func deliver(_ change: (inout State) -> RevocationLog.Progress) {
        let ended = state.withLock { state -> [State.Subscriber] in
            let progress = change(&state)
            guard progress.isComplete else {
                defer { state.subscribers = [:] }
                return Array(state.subscribers.values)
            }
            return progress.events.isEmpty ? [] : state.send(.events(progress.events))
        }
        for subscriber in ended { subscriber.drop() }
    }
}

extension StatusService.State {
    /// Somebody who is told of events.
    struct Subscriber: Sendable {
        let messages: AsyncStream<StatusMessage>.Continuation
        let dropped: @Sendable () -> Void

        func drop() {
            messages.finish()
            dropped()
        }
    }

    /// Sends a message to every subscriber.
    ///
    /// - Returns: those that have fallen too far behind; they are subscribers no more, and come back where they stopped.
    fileprivate mutating func send(_ message: StatusMessage) -> [Subscriber] {
        var slow: [Subscriber] = []
        for (number, subscriber) in subscribers {
            guard case .enqueued = subscriber.messages.yield(message) else {
                subscribers[number] = nil
                slow.append(subscriber)
                continue
            }
        }
        return slow
    }
}
