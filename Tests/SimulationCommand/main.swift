import Simulation
let s = try Simulator()
var first = UInt64(CommandLine.arguments[1])!
let count = UInt64(CommandLine.arguments[2])!
let keep = CommandLine.arguments.count > 3
var bad = 0
var steps = 0, commits = 0
let clock = ContinuousClock()
let t = try clock.measure {
for seed in first..<(first + count) {
    let o = try s.run(seed, keepsTrace: keep)
    steps += o.steps; commits += o.commits
    if keep { for l in o.trace { print(l) } }
    if let v = o.violation { bad += 1; print(seed, v); if bad > 20 { break } }
}
}
print(t, "steps", steps, "commits", commits, "bad", bad)
