// The notes API: an example of a Hummingbird server whose routes are protected by access tokens. It owns notes in
// memory and the HTTP around them. It issues no token, knows no password and never asks the issuer about a request: the
// issuer tells it when a sign-in has ended.

import ArgumentParser
import Foundation
import Hummingbird
import Logging
import TesseraHummingbird
import TesseraVerifier

/// The command `notes`: reads its options, and serves.
@main
struct NotesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "notes",
        abstract: "An example API whose notes belong to their authors, protected by access tokens.",
        discussion: """
            Every request needs an access token of the issuer for the audience, with the scope notes:read or \
            notes:write. The issuer need not run yet when this starts; while it runs, it reports the end of a \
            session at once. Notes are in memory only, until the process ends.
            """
    )

    @Option(help: "The issuer of the access tokens, exactly as in their iss.")
    var issuer = "http://localhost:8080"

    @Option(help: "This API's identifier, which the tokens' aud must contain.")
    var audience = "http://localhost:8081"

    @Option(
        name: .customLong("public-url"),
        help: "The URL of this API for clients, which their DPoP proofs name. Default: the audience."
    )
    var publicURL: String?

    @Option(help: "The port to listen on; 0 selects a free one.")
    var port = 8081

    @Option(help: "The address to listen on.")
    var address = "127.0.0.1"

    @Option(
        name: .customLong("allowed-origin"),
        help: "An origin whose pages may call this API, such as http://localhost:8080. May be repeated."
    )
    var allowedOrigins: [String] = []

    @Option(help: "For how many seconds a token is accepted after it has expired.")
    var leeway = 0

    @Option(help: "The name under which the issuer's operator sees this verifier.")
    var verifierName = "notes"

    @Flag(help: "A proxy in front terminates TLS. Without this flag, only a loopback address is allowed.")
    var behindProxy = false

    mutating func validate() throws {
        guard (0...65_535).contains(port) else { throw ValidationError("--port must be from 0 to 65535.") }
        guard (0...300).contains(leeway) else { throw ValidationError("--leeway must be from 0 to 300 seconds.") }
        guard behindProxy || ["127.0.0.1", "::1", "localhost"].contains(address) else {
            throw ValidationError(
                "Access tokens must not travel over plain HTTP: use --behind-proxy or a loopback --address."
            )
        }
        for origin in allowedOrigins where AllowedOrigins.problem(with: origin) != nil {
            throw ValidationError("--allowed-origin \(origin): \(AllowedOrigins.problem(with: origin) ?? "")")
        }
        if let publicURL, !["http://", "https://"].contains(where: publicURL.hasPrefix) || publicURL.hasSuffix("/") {
            throw ValidationError("--public-url must begin with https:// or http:// and end without a slash.")
        }
        do {
            _ = try RemoteIssuer(issuer, verifierName: verifierName)
        } catch {
            throw ValidationError("--issuer \(issuer) --verifier-name \(verifierName): \(error)")
        }
    }

    func run() async throws {
        var logger = Logger(label: "notes")
        logger.logLevel = .notice
        let remoteIssuer = try RemoteIssuer(issuer, verifierName: verifierName, logger: logger)
        let verifier = remoteIssuer.verifier(audience: audience, leeway: leeway)
        let api = NotesAPI(
            verifier: verifier,
            allowedOrigins: AllowedOrigins(allowedOrigins),
            address: publicURL.map { .base($0) }
        )
        let (address, issuer, audience) = (address, issuer, audience)
        var application = Application(
            router: api.router(),
            server: .http1(configuration: .init(idleTimeout: .seconds(30))),
            configuration: .init(address: .hostname(address, port: port), serverName: nil),
            onServerRunning: { channel in
                let port = channel.localAddress?.port ?? 0
                let host = address.contains(":") ? "[\(address)]" : address
                // Unbuffered, so that the program at the other end of a pipe sees it at once.
                FileHandle.standardOutput.write(
                    Data("notes listens on http://\(host):\(port) for tokens of \(issuer), audience \(audience)\n".utf8)
                )
            },
            logger: logger
        )
        application.addServices(remoteIssuer)
        try await application.runService()
    }
}
