/// What a world is like: how bad the network, how frequent crashes, who is in it.
struct Plan {
    let duration: Int64
    let accessTokenLifetime: Int64
    let idleLifetime: Int64
    let absoluteLifetime: Int64
    let graceWindow: Int64 = 10_000
    let statusTimeToLive: Int64
    /// For how long after a step a client without attempt ids may ask for another successor.
    var replacementWindow: Int64 { min(accessTokenLifetime, 900_000) }

    let lossRate: Double
    let duplicateRate: Double
    let slowRate: Double
    /// The longest time that a request or an answer can be under way.
    let longestDelay: Int64
    let crashRate: Double
    let slowDiskRate: Double

    let deviceCount: Int
    let hasThief: Bool
    let isAdministered: Bool

    /// - Parameter isLong: whether the world lasts for many lifetimes of an access token, rather than a few.
    init(_ random: SeededRandom, isLong: Bool) {
        accessTokenLifetime = random.pick([60, 120, 300]) * 1000
        duration = accessTokenLifetime * random.milliseconds(3...7) / 2 * (isLong ? 6 : 1)
        idleLifetime = random.pick([1_200_000, 7_200_000, 1_209_600_000])
        absoluteLifetime = max(idleLifetime, random.pick([3_600_000, 7_776_000_000, 7_776_000_000]))
        statusTimeToLive = random.pick([5, 20, 60]) * 1000
        let weather = random.below(4)
        lossRate = [0, 0.02, 0.1, 0.25][weather]
        duplicateRate = [0, 0.02, 0.1, 0.2][random.below(4)]
        slowRate = [0, 0.02, 0.1, 0.3][random.below(4)]
        longestDelay = min(900_000, 3 * accessTokenLifetime)
        crashRate = random.chance(0.35) ? 1 : 0
        slowDiskRate = random.pick([0, 0.02, 0.1])
        deviceCount = random.chance(0.3) ? 2 : 1
        hasThief = random.chance(0.4)
        isAdministered = random.chance(0.5)
    }
}
