// Makes load over HTTP at rates that do not wait for the server, and says how long each request took from the moment when it was due.
//
// A generator that sends the next request when the last one is answered slows down with the server and leaves out what people would
// have waited (coordinated omission). This one draws the moments from a Poisson process beforehand; a request that cannot be sent in
// time waits, and its waiting counts.
//
// load-generator < PLAN.json
// The plan stands on standard input, since it holds a password. Prints one line of JSON. See LoadPlan.

import Foundation
import NIOCore
import NIOPosix

@main
struct LoadGenerator {
    static func main() async throws {
        OpenFiles.allowAll()
        let plan = try LoadPlan.read(FileHandle.standardInput.readDataToEndOfFile())
        let tokens = try plan.tokens.map {
            try String(contentsOfFile: $0, encoding: .utf8).split(separator: "\n").map(String.init)
        }
        // One thread: it makes tens of thousands of requests a second, and nothing needs a lock.
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let eventLoop = group.next()
        let report = try await eventLoop.submit {
            let run = LoadRun(plan, tokens: tokens ?? [], on: eventLoop)
            return run.start()
        }.flatMap { $0 }.get()
        print(String(decoding: try JSONEncoder().encode(report), as: UTF8.self))
        try await group.shutdownGracefully()
    }
}

/// What is wrong with a plan or a run.
struct LoadFailure: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

/// The limit of open files, of which every connection is one.
enum OpenFiles {
    static func allowAll() {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        limit.rlim_cur = limit.rlim_max
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
}
