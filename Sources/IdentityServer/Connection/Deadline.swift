import NIOCore

/// One deadline on an event loop that is moved for nothing: it keeps a timer that may fire too early and then looks
/// again.
///
/// Confined to its event loop.
final class Deadline {
    private var moment: NIODeadline?
    /// What is to be done then: of the last setting, whichever timer looks.
    private var passed: (() -> Void)?
    private var timer: (fires: NIODeadline, task: Scheduled<Void>)?

    /// Sets the deadline to `delay` from now; `passed` runs then, unless it has been moved or cancelled.
    func set(_ delay: Duration, on eventLoop: any EventLoop, passed: @escaping () -> Void) {
        let moment = eventLoop.now + TimeAmount(delay)
        self.moment = moment
        self.passed = passed
        if let timer, timer.fires <= moment { return }
        timer?.task.cancel()
        schedule(at: moment, on: eventLoop)
    }

    /// Forgets the deadline; the timer stays and finds nothing to do.
    func cancel() {
        moment = nil
        passed = nil
    }

    /// Forgets the deadline and the timer, so that nothing keeps the connection alive.
    func invalidate() {
        moment = nil
        passed = nil
        timer?.task.cancel()
        timer = nil
    }

    private func schedule(at fires: NIODeadline, on eventLoop: any EventLoop) {
        let task = eventLoop.assumeIsolated().scheduleTask(deadline: fires) {
            self.timer = nil
            guard let moment = self.moment, let passed = self.passed else { return }
            guard eventLoop.now >= moment else {
                self.schedule(at: moment, on: eventLoop)
                return
            }
            self.cancel()
            passed()
        }
        timer = (fires, task)
    }
}
