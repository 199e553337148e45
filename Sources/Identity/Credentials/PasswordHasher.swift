internal import CSodium
internal import Glibc
internal import NIOPosix

/// Hashes and checks passwords with Argon2id on threads of its own, as many at once as the machine has cores, and turns
/// callers away early when it can't keep up.
///
/// What this owns: the cost of passwords, in time, memory and fairness. What it never does: decide whether a password
/// is good (``PasswordPolicy``), count wrong ones (`SignInThrottle`), or touch the database.
///
/// The threads run at a lower priority than the rest of the process, so that requests which hash nothing don't wait.
public final class PasswordHasher: Sendable {
    /// The cost of new hashes.
    public let parameters: Argon2idParameters

    private let queue: HashingQueue
    private let threads: NIOThreadPool
    private let randomBytes: @Sendable (Int) -> [UInt8]
    private let decoy: PasswordHash

    /// Starts the hashing threads.
    ///
    /// - Parameters:
    ///   - parameters: The cost of new hashes.
    ///   - admission: Bounds on hashes at once and on waiting.
    /// - Throws: ``PasswordHashingFailure`` when libsodium can't be initialised.
    public convenience init(
        parameters: Argon2idParameters = .standard,
        admission: AdmissionConfiguration = AdmissionConfiguration()
    ) throws {
        guard sodium_init() >= 0 else { throw PasswordHashingFailure() }
        let start = ContinuousClock.now
        self.init(parameters: parameters, admission: admission, randomBytes: Self.systemRandomBytes) {
            let parts = (ContinuousClock.now - start).components
            return parts.seconds * 1000 + parts.attoseconds / 1_000_000_000_000_000
        }
    }

    /// - Parameters:
    ///   - parameters: The cost of new hashes.
    ///   - admission: Bounds on hashes at once and on waiting.
    ///   - randomBytes: Gives so many unpredictable bytes.
    ///   - now: Milliseconds on a steady clock.
    init(
        parameters: Argon2idParameters,
        admission: AdmissionConfiguration,
        randomBytes: @escaping @Sendable (Int) -> [UInt8],
        now: @escaping @Sendable () -> Int64
    ) {
        self.parameters = parameters
        self.queue = HashingQueue(configuration: admission, now: now)
        self.threads = NIOThreadPool(numberOfThreads: admission.concurrency)
        self.randomBytes = randomBytes
        self.decoy = PasswordHash(
            parameters: parameters,
            salt: randomBytes(PasswordHash.saltLength),
            digest: randomBytes(PasswordHash.digestLength)
        )
        threads.start()
    }

    deinit {
        threads.shutdownGracefully { _ in }
    }

    /// Turns a caller away who would find no room, before anything else is done for it.
    ///
    /// - Parameter key: On whose behalf.
    /// - Throws: ``HashingOverloaded``. When it doesn't, hashing may still do so: others arrive meanwhile.
    func expectRoom(for key: AdmissionKey) throws(HashingOverloaded) {
        try queue.expectRoom(for: key)
    }

    /// Hashes a new password with a fresh salt.
    ///
    /// - Parameters:
    ///   - password: The password; whether it is good enough is ``PasswordPolicy``'s to say.
    ///   - key: On whose behalf, for fairness.
    /// - Returns: The PHC string to store.
    /// - Throws: ``HashingOverloaded`` when there is no room, ``PasswordHashingFailure`` when there is no memory,
    ///   `CancellationError` when the task was cancelled while it waited.
    public func hash(_ password: Password, for key: AdmissionKey) async throws -> String {
        let parameters = parameters
        let salt = randomBytes(PasswordHash.saltLength)
        return try await perform(for: key) {
            let digest = try Argon2.digest(
                password,
                salt: salt,
                memoryKiB: parameters.memoryKiB,
                passes: parameters.passes,
                length: PasswordHash.digestLength
            )
            return PasswordHash(parameters: parameters, salt: salt, digest: digest).text
        }
    }

    /// Checks a password.
    ///
    /// An unknown user (`nil`) costs the same work as a known one whose hash has the current cost.
    ///
    /// - Parameters:
    ///   - password: What was typed.
    ///   - text: The stored PHC string, or `nil` when there is no such account or it has no password.
    ///   - key: On whose behalf, for fairness.
    /// - Returns: Whether it matches, and whether the stored hash should be made anew.
    /// - Throws: ``HashingOverloaded``, ``PasswordHashingFailure`` and `CancellationError` as ``hash(_:for:)``;
    ///   ``PasswordHashError`` when the stored string is malformed or asks for too much, before any work.
    public func verify(_ password: Password, _ text: String?, for key: AdmissionKey) async throws -> PasswordVerdict {
        let stored: PasswordHash? = if let text { try PasswordHash(parsing: text) } else { nil }
        let hash = stored ?? decoy
        let matches = try await perform(for: key) { try Argon2.matches(password, hash) }
        guard let stored, matches else { return .differs }
        return stored.needsRehash(for: parameters) ? .matchesButOutdated : .matches
    }

    /// Ends the threads once the running hashes are done.
    ///
    /// Later calls throw.
    public func shutdown() async {
        // The only failure is that they have ended already.
        try? await threads.shutdownGracefully()
    }

    /// Figures for metrics.
    public var statistics: HashingStatistics { queue.statistics }

    private func perform<Result: Sendable>(
        for key: AdmissionKey,
        _ work: @escaping @Sendable () throws -> Result
    ) async throws -> Result {
        try await queue.enter(key)
        // Not `runIfActive`: it remembers every cancelled call that was already running, for ever.
        return try await withCheckedThrowingContinuation { continuation in
            threads.submit { [queue] state in
                switch state {
                case .active:
                    Self.yieldToOtherThreads()
                    let start = ContinuousClock.now
                    let result = Swift.Result(catching: work)
                    queue.leave(after: ContinuousClock.now - start)
                    continuation.resume(with: result)
                case .cancelled:
                    queue.leave(after: nil)
                    continuation.resume(throwing: CancellationError())
                }
            }
        }
    }

    /// Lowers the calling thread's priority.
    ///
    /// On Linux `setpriority` with 0 means this thread; elsewhere it would mean the whole process. It costs a system
    /// call beside some ten milliseconds of hashing.
    private static func yieldToOtherThreads() {
        #if os(Linux)
        _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 10)
        #endif
    }

    private static let systemRandomBytes: @Sendable (Int) -> [UInt8] = { count in
        var bytes = [UInt8](repeating: 0, count: count)
        unsafe randombytes_buf(&bytes, count)
        return bytes
    }
}

/// The outcome of checking a password.
public enum PasswordVerdict: Sendable, Hashable {
    /// It is the password.
    case matches
    /// It is the password, and its hash should be made anew with the current cost.
    case matchesButOutdated
    /// It isn't, or there is no such account.
    case differs
}
