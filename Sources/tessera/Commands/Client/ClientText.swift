import Identity
import TesseraJOSE

/// Confidential clients for people and for programs; the members' names are those of RFC 7591 where it has one.
enum ClientText {
    /// The client as JSON.
    static func json(_ client: Client) -> JSONObject {
        var object = JSONObject()
        object["client_id"] = .string(client.id.text)
        object["client_name"] = .optional(client.name)
        object["permissions"] = .array(permissions(client).map(JSONValue.string))
        object["disabled"] = .bool(client.disabledAt != nil)
        object["created_at"] = .string(MomentText.precise(client.createdAt))
        object["disabled_at"] = .optional(client.disabledAt.map(MomentText.precise))
        object["last_used_at"] = .optional(client.lastUsedAt.map(MomentText.precise))
        object["secret_created_at"] = .string(MomentText.precise(client.secretCreatedAt))
        if let previous = client.previousSecret {
            object["previous_secret"] = [
                "created_at": .string(MomentText.precise(previous.createdAt)),
                "expires_at": .string(MomentText.precise(previous.expiresAt)),
            ]
        } else {
            object["previous_secret"] = .null
        }
        return object
    }

    /// Every field of the client, one a line.
    static func fields(_ client: Client) -> String {
        TextLayout.fields([
            ("Client id", SafeText.printable(client.id.text)),
            ("Name", SafeText.printable(client.name ?? "none")),
            ("May", permissions(client).joined(separator: ", ")),
            ("State", client.disabledAt.map { "disabled since \(MomentText.readable($0))" } ?? "enabled"),
            ("Created", MomentText.readable(client.createdAt)),
            ("Last used", MomentText.readable(client.lastUsedAt)),
            ("Secret made", MomentText.readable(client.secretCreatedAt)),
            (
                "Secret before",
                client.previousSecret.map { "accepted until \(MomentText.readable($0.expiresAt))" } ?? "none"
            ),
        ])
    }

    /// Clients as a table.
    static func table(_ clients: [Client]) -> String {
        TextLayout.table(
            header: ["CLIENT ID", "NAME", "MAY", "STATE", "LAST USED"],
            rows: clients.map { client in
                [
                    SafeText.printable(client.id.text),
                    SafeText.printable(client.name ?? "-", limit: 40),
                    permissions(client).joined(separator: ","),
                    client.disabledAt == nil ? "enabled" : "disabled",
                    MomentText.readable(client.lastUsedAt),
                ]
            }
        )
    }

    /// Prints a client and its new secret, which is shown only here.
    ///
    /// Waits for 5 s at the most, since nothing else can write the database meanwhile.
    ///
    /// - Throws: `CommandFailure` (74) when it cannot be written.
    static func write(_ issued: IssuedClientSecret, json: Bool) throws {
        let patience: Int32 = 5000
        if json {
            var object = Self.json(issued.client)
            object["client_secret"] = .string(issued.secret.text)
            try Terminal.write(.object(object), patience: patience)
            return
        }
        try Terminal.write(
            TextLayout.fields([
                ("Client id", SafeText.printable(issued.client.id.text)), ("Secret", issued.secret.text),
            ]),
            patience: patience
        )
    }

    /// The text beside the secret.
    static func note(done: String) {
        Terminal.note("\(done) The secret is shown only once; store it for the client.\n")
    }

    private static func permissions(_ client: Client) -> [String] {
        client.permissions.map(\.rawValue).sorted()
    }
}
