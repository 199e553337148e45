// swift-tools-version: 6.2
import PackageDescription

// What Tessera is measured against. A package of its own, so that nobody who uses Tessera builds the libraries that it is
// compared with. `make bench` builds and runs all of it.

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

func benchmark(_ name: String, _ path: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(name: name, dependencies: dependencies, path: path, swiftSettings: settings)
}

func ours(_ name: String) -> Target.Dependency { .product(name: name, package: "tessera") }

let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let cryptoExtras: Target.Dependency = .product(name: "CryptoExtras", package: "swift-crypto")
let jwtKit: Target.Dependency = .product(name: "JWTKit", package: "jwt-kit")
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let nioHTTP1: Target.Dependency = .product(name: "NIOHTTP1", package: "swift-nio")
let asyncHTTPClient: Target.Dependency = .product(name: "AsyncHTTPClient", package: "async-http-client")

// As in the package of Tessera, so that peer and subject are made of the same.
#if compiler(>=6.3)
let hummingbirdPackage: Package.Dependency = .package(
    url: "https://github.com/hummingbird-project/hummingbird.git",
    from: "2.28.1",
    traits: ["FullFoundation"]
)
#else
let hummingbirdPackage: Package.Dependency = .package(
    url: "https://github.com/hummingbird-project/hummingbird.git",
    .upToNextMinor(from: "2.26.0")
)
#endif

let package = Package(
    name: "benchmarks",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(name: "tessera", path: ".."),
        .package(url: "https://github.com/apple/swift-crypto.git", from: "4.0.0"),
        .package(url: "https://github.com/vapor/jwt-kit.git", from: "5.3.0"),
        hummingbirdPackage,
        .package(url: "https://github.com/apple/swift-http-types.git", from: "1.4.0"),
        .package(url: "https://github.com/apple/swift-log.git", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-nio.git", from: "2.80.0"),
        .package(url: "https://github.com/swift-server/async-http-client.git", from: "1.30.0"),
    ],
    targets: [
        // Tokens: TesseraJOSE and TesseraVerifier, the bare calls of swift-crypto, JWTKit.
        benchmark(
            "jose-bench",
            "micro/Sources/JOSEBenchmark",
            [
                "CountingMalloc", ours("TesseraJOSE"), ours("TesseraOAuth"), ours("TesseraVerifier"), crypto,
                cryptoExtras,
                jwtKit,
            ]
        ),
        .target(name: "CountingMalloc", path: "micro/Sources/CountingMalloc"),

        // The embedded database by itself: updates by group commit, point reads.
        benchmark("storage-benchmark", "storage/Sources/storage-benchmark", [ours("PersistenceSQLite")]),

        // What the end of one session costs, by the number of sessions.
        benchmark(
            "revocation-cost",
            "storage/Sources/revocation-cost",
            [ours("Identity"), ours("PersistenceSQLite"), logging]
        ),

        // What sweeping costs those who write meanwhile, and how large the file gets over time.
        benchmark("growth", "storage/Sources/growth", [ours("Identity"), ours("PersistenceSQLite"), logging]),

        // Peers of the whole server, and the refresh without HTTP.
        benchmark("bare-route", "server/Sources/bare-route", [hummingbird, httpTypes, logging, nioCore]),
        benchmark("bare-argon2id", "server/Sources/bare-argon2id", ["BareSodium"]),
        benchmark(
            "refresh-bench",
            "server/Sources/refresh-bench",
            ["BareMalloc", ours("Identity"), ours("PersistencePostgres"), ours("PersistenceSQLite"), logging]
        ),
        // The verifier in another process.
        benchmark(
            "revocation-bench",
            "server/Sources/revocation-bench",
            [ours("TesseraVerifier"), asyncHTTPClient, nioCore, nioHTTP1]
        ),
        // Makes load at rates that do not wait for the server.
        benchmark("load-generator", "load/generator", [nioCore, nioPosix, nioHTTP1]),
        .systemLibrary(name: "BareMalloc", path: "server/Sources/BareMalloc"),
        .systemLibrary(
            name: "BareSodium",
            path: "server/Sources/BareSodium",
            pkgConfig: "libsodium",
            providers: [.apt(["libsodium-dev"])]
        ),
    ]
)
