// swift-tools-version: 6.2
import PackageDescription

/// One set of compiler settings for every room of the house.
let houseSettings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableUpcomingFeature("InferIsolatedConformances"),
    .enableUpcomingFeature("ImmutableWeakCaptures"),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
]

// Third-party products, named once.
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let cryptoExtras: Target.Dependency = .product(name: "CryptoExtras", package: "swift-crypto")
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let grdbSQLite: Target.Dependency = .product(name: "GRDBSQLite", package: "GRDB.swift")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let metrics: Target.Dependency = .product(name: "Metrics", package: "swift-metrics")
let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let nioHTTP1: Target.Dependency = .product(name: "NIOHTTP1", package: "swift-nio")
let nioEmbedded: Target.Dependency = .product(name: "NIOEmbedded", package: "swift-nio")
let nioTLS: Target.Dependency = .product(name: "NIOTLS", package: "swift-nio")
let nioHTTPTypes: Target.Dependency = .product(name: "NIOHTTPTypes", package: "swift-nio-extras")
let nioHTTPTypesHTTP2: Target.Dependency = .product(name: "NIOHTTPTypesHTTP2", package: "swift-nio-extras")
let nioHTTP2: Target.Dependency = .product(name: "NIOHTTP2", package: "swift-nio-http2")
let nioSSL: Target.Dependency = .product(name: "NIOSSL", package: "swift-nio-ssl")
let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types")
let asyncHTTPClient: Target.Dependency = .product(name: "AsyncHTTPClient", package: "async-http-client")
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let hummingbirdTesting: Target.Dependency = .product(name: "HummingbirdTesting", package: "hummingbird")
let mustache: Target.Dependency = .product(name: "Mustache", package: "swift-mustache")
let serviceLifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let unixSignals: Target.Dependency = .product(name: "UnixSignals", package: "swift-service-lifecycle")
let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")

// Swift 6.2 builds with the last Hummingbird that knows no traits; the newer ones leave Foundation out unless asked.
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

func room(_ name: String, _ dependencies: [Target.Dependency], resources: [Resource] = []) -> Target {
    .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: houseSettings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], resources: [Resource] = []) -> Target {
    .testTarget(name: name, dependencies: dependencies, resources: resources, swiftSettings: houseSettings)
}

let package = Package(
    name: "tessera",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "tessera", targets: ["tessera"]),
        .executable(name: "notes", targets: ["notes"]),
        .library(name: "TesseraJOSE", targets: ["TesseraJOSE"]),
        .library(name: "TesseraOAuth", targets: ["TesseraOAuth"]),
        .library(name: "TesseraVerifier", targets: ["TesseraVerifier"]),
        .library(name: "TesseraHummingbird", targets: ["TesseraHummingbird"]),
        .library(name: "TesseraTesting", targets: ["TesseraTesting"]),
        .library(name: "Identity", targets: ["Identity"]),
        .library(name: "PersistenceSQLite", targets: ["PersistenceSQLite", "Persistence"]),
        .library(name: "PersistencePostgres", targets: ["PersistencePostgres", "Persistence"]),
        .library(name: "PersistenceTesting", targets: ["PersistenceTesting"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-crypto.git", from: "4.5.0"),
        .package(url: "https://github.com/groue/GRDB.swift.git", from: "7.8.0"),
        hummingbirdPackage,
        .package(url: "https://github.com/hummingbird-project/swift-mustache.git", from: "2.0.2"),
        .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras.git", from: "1.34.3"),
        .package(url: "https://github.com/apple/swift-nio-http2.git", from: "1.44.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl.git", from: "2.37.2"),
        .package(url: "https://github.com/apple/swift-http-types.git", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-log.git", from: "1.14.0"),
        .package(url: "https://github.com/apple/swift-metrics.git", from: "2.10.1"),
        .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.2"),
        .package(url: "https://github.com/swift-server/async-http-client.git", from: "1.33.1"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", from: "2.11.0"),
        .package(url: "https://github.com/jpsim/Yams.git", from: "6.2.1"),
    ],
    targets: [
        // System libraries.
        .systemLibrary(name: "CSodium", pkgConfig: "libsodium", providers: [.apt(["libsodium-dev"])]),
        .systemLibrary(name: "CLibPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        // glibc's own calls, which its module does not show.
        .systemLibrary(name: "CMalloc"),

        // Values of the web as text.
        room("WebValues", []),

        // Tokens.
        room("TesseraJOSE", [crypto, cryptoExtras]),
        room("TesseraOAuth", ["CZlib"]),

        // Storage.
        room("Persistence", []),
        room("PersistenceSQLite", ["Persistence", grdb, grdbSQLite, nioCore, nioPosix]),
        room("PersistenceCopy", ["Persistence", crypto]),
        room("PersistencePostgres", ["Persistence", "CLibPQ", nioCore, nioPosix]),
        room("PersistenceTesting", ["Persistence"]),

        // The product's rules.
        room(
            "Identity",
            ["Persistence", "TesseraJOSE", "TesseraOAuth", "WebValues", "CSodium", crypto, logging, nioCore, nioPosix]
        ),

        // Verification in any server.
        room(
            "TesseraVerifier",
            [
                "TesseraJOSE", "TesseraOAuth", "WebValues", asyncHTTPClient, nioCore, nioHTTP1, crypto, logging,
                serviceLifecycle,
            ]
        ),
        room("TesseraHummingbird", ["TesseraVerifier", "TesseraJOSE", "TesseraOAuth", hummingbird, httpTypes]),
        // For the tests of APIs that verify.
        room("TesseraTesting", ["TesseraVerifier", "TesseraJOSE", "TesseraOAuth", crypto]),

        // HTTP.
        .target(
            name: "IdentityServer",
            dependencies: [
                "Identity", "TesseraHummingbird", "TesseraVerifier", "TesseraJOSE", "TesseraOAuth", "WebValues",
                hummingbird, httpTypes, logging, metrics, mustache, nioCore, nioHTTP1, nioHTTP2, nioHTTPTypes,
                nioHTTPTypesHTTP2, nioSSL, nioTLS, serviceLifecycle,
            ],
            swiftSettings: houseSettings
        ),

        // Executables.
        .executableTarget(
            name: "tessera",
            dependencies: [
                .target(name: "CMalloc", condition: .when(platforms: [.linux])),
                "IdentityServer", "Identity", "Persistence", "PersistenceCopy", "PersistencePostgres",
                "PersistenceSQLite", "TesseraVerifier", "TesseraJOSE", "TesseraOAuth", "WebValues",
                hummingbird, argumentParser, yams, logging, metrics, nioCore, serviceLifecycle, unixSignals,
            ],
            swiftSettings: houseSettings
        ),
        .executableTarget(
            name: "notes",
            dependencies: [
                "TesseraHummingbird", "TesseraVerifier", "TesseraJOSE", hummingbird, httpTypes, logging,
                nioHTTP1, argumentParser,
            ],
            path: "Examples/notes",
            exclude: ["README.md"],
            swiftSettings: houseSettings
        ),

        // The session engine in a world of its own: virtual time, a bad network, crashes, thieves. Nothing ships it.
        .target(
            name: "Simulation",
            dependencies: [
                "Identity", "Persistence", "PersistencePostgres", "PersistenceSQLite", "TesseraJOSE", "TesseraOAuth",
                grdb, logging,
            ],
            path: "Tests/Simulation",
            swiftSettings: houseSettings
        ),
        .executableTarget(
            name: "simulate",
            dependencies: ["Simulation", argumentParser],
            path: "Tests/SimulationCommand",
            swiftSettings: houseSettings
        ),
        tests("SimulationTests", ["Simulation", "TestSupport"]),

        // What the tests of several rooms need.
        .target(
            name: "TestSupport",
            dependencies: [
                "Identity", "Persistence", "PersistencePostgres", "TesseraTesting", logging, nioCore, nioPosix, nioSSL,
            ],
            path: "Tests/Support",
            swiftSettings: houseSettings
        ),

        // Tests mirror the rooms.
        tests("WebValuesTests", ["WebValues"]),
        tests("TesseraJOSETests", ["TesseraJOSE", crypto, cryptoExtras]),
        tests("TesseraOAuthTests", ["TesseraOAuth"]),
        tests("PersistenceTests", ["Persistence"]),
        tests("PersistenceSQLiteTests", ["Persistence", "PersistenceSQLite", "PersistenceTesting", grdb, grdbSQLite]),
        tests(
            "PersistencePostgresTests",
            [
                "Identity", "Persistence", "PersistencePostgres", "PersistenceTesting", "TesseraTesting", "TestSupport",
                logging, nioCore, nioPosix,
            ]
        ),
        tests(
            "PersistenceCopyTests",
            ["Persistence", "PersistenceCopy", "PersistencePostgres", "PersistenceSQLite", "Identity", "TestSupport"]
        ),
        tests(
            "IdentityTests",
            [
                "Identity", "Persistence", "PersistenceCopy", "PersistencePostgres", "PersistenceSQLite", "TesseraJOSE",
                "TesseraOAuth", "TesseraTesting", "TestSupport", crypto, logging,
            ]
        ),
        tests(
            "TesseraVerifierTests",
            [
                "TesseraVerifier", "TesseraJOSE", "TesseraOAuth", "TesseraTesting", "TestSupport", crypto, logging,
                nioCore,
                nioPosix,
            ]
        ),
        tests("TesseraTestingTests", ["TesseraTesting", "TesseraVerifier", "TesseraJOSE", "TesseraOAuth"]),
        tests(
            "TesseraHummingbirdTests",
            [
                "TesseraHummingbird", "TesseraVerifier", "TesseraJOSE", "TesseraOAuth", "TesseraTesting", hummingbird,
                hummingbirdTesting, httpTypes,
            ]
        ),
        tests(
            "NotesTests",
            [
                "notes", "TesseraVerifier", "TesseraJOSE", "TesseraHummingbird", "TesseraTesting", hummingbird,
                hummingbirdTesting, httpTypes, argumentParser,
            ]
        ),
        tests(
            "IdentityServerTests",
            [
                "IdentityServer", "Identity", "Persistence", "PersistenceSQLite", "TesseraHummingbird", "TesseraJOSE",
                "TesseraOAuth", "TesseraTesting", "TesseraVerifier", "TestSupport", "WebValues",
                crypto, hummingbird, hummingbirdTesting, httpTypes, logging, metrics, mustache, nioCore, nioEmbedded,
                nioHTTP1, nioPosix, nioSSL, nioTLS, asyncHTTPClient, serviceLifecycle,
            ]
        ),
        tests(
            "TesseraCommandTests",
            [
                "tessera", "Identity", "IdentityServer", "TesseraVerifier", "TesseraJOSE", "TesseraOAuth",
                argumentParser, crypto,
                logging, metrics,
            ]
        ),
        tests(
            "EndToEndTests",
            [
                "TesseraJOSE", "Persistence", "PersistenceSQLite", "TesseraTesting", "TestSupport", "tessera", "notes",
                asyncHTTPClient, crypto, nioCore, nioHTTP1, nioPosix,
            ]
        ),
    ]
)

// `make docs` alone asks for this: a package that uses Tessera neither resolves nor downloads it.
if Context.environment["TESSERA_DOCUMENTATION"] != nil {
    package.dependencies.append(.package(url: "https://github.com/swiftlang/swift-docc-plugin.git", from: "1.4.3"))
}
