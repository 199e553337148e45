import Simulation
let s = try Simulator()
var first = UInt64(CommandLine.arguments[1])!
let count = UInt64(CommandLine.arguments[2])!
if CommandLine.arguments.count > 3, CommandLine.arguments[3] == "m" {
for m in Mutation.allCases {
    var found: [UInt64] = []
    var v: [String] = []
    var f = first
    for seed in first..<(first+count) {
        if let x = try s.run(seed, mutation: m).violation { found.append(seed - f + 1); f = seed + 1; v.append(String(x.invariant.rawValue.prefix(1))); if found.count == 9 { break } }
    }
    print(m, found.sorted(), Set(v))
}
} else {
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
}
