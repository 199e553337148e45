import Foundation
import TesseraJOSE

/// A note of one account.
struct Note: Sendable, Hashable {
    let id: UUID
    /// The account: the `sub` of the token with which the note was made.
    let owner: String
    let title: String
    let text: String
    let createdAt: Date
    let updatedAt: Date

    /// The identifier as it stands in addresses.
    var path: String { id.uuidString.lowercased() }

    /// What the owner sees.
    ///
    /// The owner's own identifier isn't told again.
    var json: JSONValue {
        [
            "id": .string(path),
            "title": .string(title),
            "text": .string(text),
            "created_at": .string(createdAt.formatted(.iso8601)),
            "updated_at": .string(updatedAt.formatted(.iso8601)),
        ]
    }
}
