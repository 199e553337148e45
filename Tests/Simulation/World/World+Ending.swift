import Identity

extension World {
    /// The trouble is over: the network is good, the server stays up, everybody wakes. Whoever is signed in must now be able to
    /// go on, and whoever shares a family with a thief must not.
    func end() throws {
        note("the trouble is over")
        isCalm = true
        server.start()
        try settle()
        for device in devices { device.calmDown() }
        // What is still under way arrives.
        try runToTheEnd()
        server.start()
        try settle()
        try refreshEverywhere()
        try exposeThieves()
    }

    private func refreshEverywhere() throws {
        for device in devices {
            for tab in device.tabs.prefix(2) {
                let session = device.storage.session
                let before = judge.stories[session ?? SessionID(unchecked: [])]?.acknowledged
                tab.refreshNow()
                try runToTheEnd()
                guard let session, device.storage.session == session, judge.violation == nil else { continue }
                if tab.isWanted || before == nil {
                    judge.report(.neverSignedOut, "\(tab.name) cannot refresh \(judge.label(session)) any more")
                }
            }
        }
    }

    /// Owner and thief refresh in turn, further apart than the grace window: at the end one of them has nothing.
    private func exposeThieves() throws {
        for thief in thieves {
            guard let session = thief.session, judge.stories[session]?.isTouchedByThief == true else { continue }
            for _ in 0..<2 {
                try run(until: now + plan.graceWindow + 1_000)
                thief.refresh()
                try runToTheEnd()
                try run(until: now + plan.graceWindow + 1_000)
                try refreshEverywhere()
            }
            guard judge.violation == nil, thief.session == session, let story = judge.stories[session] else { continue }
            if story.cause == nil, devices.contains(where: { $0.storage.session == session }) {
                judge.report(.thiefCaught, "a thief and the owner both go on in \(story.label)")
            }
        }
    }
}
