// swift-tools-version: 6.3
import PackageDescription

// How fast the embedded database answers: durable one-row updates by group commit, and point reads.
let package = Package(
    name: "storage-benchmark",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "tessera", path: "../..")],
    targets: [
        .executableTarget(
            name: "storage-benchmark",
            dependencies: [.product(name: "PersistenceSQLite", package: "tessera")],
            swiftSettings: [
                .enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("MemberImportVisibility"),
                .enableUpcomingFeature("NonisolatedNonsendingByDefault"), .treatAllWarnings(as: .error),
            ]
        )
    ]
)
