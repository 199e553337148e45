// What the machine can do at most: Argon2id on every core and nothing else. The peer of a sign-in.
//
// bare-argon2id MEMORY-KIB PASSES THREADS SECONDS
// prints {"operations":470,"seconds":4.012}

import BareSodium
import Foundation
import Synchronization

@main
struct BareArgon2id {
    static func main() throws {
        let arguments = CommandLine.arguments.dropFirst().compactMap { Int($0) }
        guard arguments.count == 4, arguments.allSatisfy({ $0 > 0 }), sodium_init() >= 0 else {
            FileHandle.standardError.write(Data("usage: bare-argon2id MEMORY-KIB PASSES THREADS SECONDS\n".utf8))
            exit(64)
        }
        let (memoryKiB, passes, threads, seconds) = (arguments[0], arguments[1], arguments[2], arguments[3])
        let start = ContinuousClock.now
        let end = start + .seconds(seconds)
        let total = Mutex(0)
        let finished = DispatchGroup()
        for _ in 0..<threads {
            finished.enter()
            Thread.detachNewThread {
                // As the server's hashing threads run.
                _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 10)
                var count = 0
                while ContinuousClock.now < end {
                    guard hash(memoryKiB: memoryKiB, passes: passes) else { exit(70) }
                    count += 1
                }
                total.withLock { $0 += count }
                finished.leave()
            }
        }
        finished.wait()
        let elapsed = (ContinuousClock.now - start) / .seconds(1)
        print(#"{"operations":\#(total.withLock { $0 }),"seconds":\#(String(format: "%.4f", elapsed))}"#)
    }

    private static func hash(memoryKiB: Int, passes: Int) -> Bool {
        let password = Array("correct horse battery staple".utf8CString)
        var digest = [UInt8](repeating: 0, count: 32)
        let salt = [UInt8](repeating: 7, count: 16)
        let status = crypto_pwhash(
            &digest,
            UInt64(digest.count),
            password,
            UInt64(password.count - 1),
            salt,
            UInt64(passes),
            memoryKiB * 1024,
            crypto_pwhash_alg_argon2id13()
        )
        return status == 0
    }
}
