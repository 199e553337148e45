import Dispatch
import Synchronization

/// Runs the jobs of asynchronous work one after the other, on the thread that asks it to and only while it asks.
///
/// All work of one simulated world runs here, so nothing ever happens at the same time as something else, and the order is the
/// same in every run. Threads of the engine (password hashing) only ever hand a job over.
final class StepExecutor: TaskExecutor {
    private struct State {
        var jobs: [UnownedJob] = []
        var taken = 0
    }

    private let state = Mutex(State())
    private let arrival = DispatchSemaphore(value: 0)

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        state.withLock { $0.jobs.append(job) }
        arrival.signal()
    }

    /// Whether a job is ready.
    var hasJobs: Bool { state.withLock { !$0.jobs.isEmpty } }

    /// Runs jobs until `isDone` says so; waits for threads of the engine where no job is ready.
    ///
    /// - Throws: `SimulationStuck` when nothing arrives for a minute of real time.
    func run(until isDone: () -> Bool) throws {
        while !isDone() {
            guard arrival.wait(timeout: .now() + .seconds(60)) == .success else { throw SimulationStuck() }
            let job = state.withLock { state in
                defer {
                    state.taken += 1
                    if state.taken == state.jobs.count {
                        state.jobs.removeAll(keepingCapacity: true)
                        state.taken = 0
                    }
                }
                return state.jobs[state.taken]
            }
            unsafe job.runSynchronously(on: asUnownedTaskExecutor())
        }
    }
}

/// Work of the engine did not come to an end: it waits for something that the simulation does not drive.
struct SimulationStuck: Error, CustomStringConvertible {
    var description: String { "the engine waits for something that the simulation does not drive" }
}
