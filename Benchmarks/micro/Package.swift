// swift-tools-version: 6.3
import PackageDescription

// Micro benchmarks. A package of its own, so that nobody who uses Tessera builds the libraries it is compared with.
let package = Package(
    name: "micro",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "jose-bench", targets: ["jose-bench"])],
    dependencies: [
        .package(name: "tessera", path: "../.."),
        .package(url: "https://github.com/apple/swift-crypto.git", from: "4.5.2"),
        .package(url: "https://github.com/vapor/jwt-kit.git", exact: "5.7.1"),
    ],
    targets: [
        .executableTarget(
            name: "jose-bench",
            dependencies: [
                .product(name: "TesseraJOSE", package: "tessera"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
                .product(name: "JWTKit", package: "jwt-kit"),
            ],
            path: "Sources/JOSEBenchmark",
            swiftSettings: [
                .enableUpcomingFeature("ExistentialAny"),
                .enableUpcomingFeature("MemberImportVisibility"),
                .enableUpcomingFeature("InternalImportsByDefault"),
                .treatAllWarnings(as: .error),
            ]
        )
    ]
)
