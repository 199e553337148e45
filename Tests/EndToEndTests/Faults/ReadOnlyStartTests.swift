import Foundation
import NIOHTTP1
import TesseraJOSE
import Testing

extension EndToEnd {
    @Suite("Started where nothing can be written")
    struct ReadOnlyStartTests {
        @Test(.enabled(if: SmallDisk.isPossible, "\(SmallDisk.skipped)"))
        func `a file system that can only be read is told in one line, and nothing is changed`() async throws {
            try await TemporaryFolder.with { folder in
                try await SmallDisk.with(mebibytes: 16, at: ".tessera", in: folder) { disk in
                    try await TesseraServer.with(in: folder, launch: disk.launch) { server in
                        _ = try await server.api.register("ada")
                        server.program.signal(SIGTERM)
                        #expect(try await server.program.end() == .exited(0))
                    }
                    try await disk.makeReadOnly()
                    try await expectRefusal(in: folder, disk.launch, says: "the file system can only be read")
                }
            }
        }

        @Test(
            .enabled(
                if: geteuid() != 0 || ToolCheck.succeeds("setpriv", ["--reuid", "nobody", "--clear-groups", "true"]),
                "as root it needs setpriv and the user nobody"
            ),
            arguments: [("tessera.sqlite", 0o400), ("", 0o500)]
        )
        func `a file or a folder that this user may not write is told in one line`(
            name: String,
            permissions: Int
        ) async throws {
            try await TemporaryFolder.with { folder in
                let launch = try folder.giveAway()
                try await TesseraServer.with(in: folder, launch: launch) { server in
                    _ = try await server.api.register("ada")
                    server.program.signal(SIGTERM)
                    #expect(try await server.program.end() == .exited(0))
                }
                let path = folder.path(".tessera/\(name)")
                try FileManager.default.setAttributes([.posixPermissions: permissions], ofItemAtPath: path)
                try await expectRefusal(
                    in: folder,
                    launch,
                    says: "let this user read and write the file and its directory"
                )
                try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: path)
            }
        }

        private func expectRefusal(in folder: TemporaryFolder, _ launch: ServerLaunch, says words: String) async throws
        {
            let port = try FreePort.find()
            let program = try TesseraServer.start(
                in: folder,
                port: port,
                flags: ["--log-level", "critical"],
                launch: launch
            )
            let ending = try await program.end()
            #expect(ending == .exited(69), "\(program.transcript)")
            #expect(program.errors.hasPrefix("tessera: ") && program.errors.contains(words), "\(program.transcript)")
            #expect(program.errors.split(separator: "\n").count == 1, "\(program.transcript)")
        }
    }
}

extension TemporaryFolder {
    /// Gives the folder to a user to whom permissions apply, where they do not apply to this one.
    /// - Returns: How to start programs as that user.
    fileprivate func giveAway() throws -> ServerLaunch {
        guard geteuid() == 0 else { return ServerLaunch() }
        try FileManager.default.setAttributes([.ownerAccountName: "nobody"], ofItemAtPath: url.path)
        return ServerLaunch(prefix: ["/usr/bin/env", "setpriv", "--reuid", "nobody", "--clear-groups", "--"])
    }
}
