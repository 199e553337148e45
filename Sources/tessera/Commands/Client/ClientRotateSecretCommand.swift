import ArgumentParser
import Identity

/// `tessera client rotate-secret`.
struct ClientRotateSecretCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate-secret",
        abstract: "Give a confidential client a new secret and print it, once.",
        discussion: """
            Without --keep the server rejects every older secret at once: use this for a secret that leaked. With \
            --keep the present secret stays valid for a while, so that the client can change to the new one without a \
            pause.

            Example: tessera client rotate-secret notes-api --keep 24h
            """
    )

    @OptionGroup var arguments: ClientArguments
    @Option(
        help: ArgumentHelp(
            "How long the present secret stays valid: 90s, 15m, 24h, 7d; at most 30d.",
            valueName: "duration"
        )
    ) var keep: String?

    func validate() throws {
        guard let keep else { return }
        guard let duration = DurationText.read(keep), duration <= ClientService.longestKeeping else {
            throw ValidationError("--keep takes a duration such as 90s, 15m, 24h or 7d, 30d at the most.")
        }
    }

    func run() async throws {
        let keeping = keep.flatMap(DurationText.read) ?? .zero
        let (secret, json) = (SecretOnce(), arguments.json)
        let issued = try await arguments.withClients { clients in
            try await clients.rotateSecret(of: arguments.clientID, keeping: keeping, by: .command) { issued in
                try secret.write(issued, json: json)
            }
        }
        let until = issued.client.previousSecret.map {
            "The old secret is accepted until \(MomentText.readable($0.expiresAt))."
        }
        if !json { ClientText.note(done: until ?? "Every older secret is rejected.") }
    }
}
