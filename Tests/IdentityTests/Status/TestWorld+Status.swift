import Persistence
import TesseraJOSE
import TesseraOAuth
import Testing

@testable import Identity

extension TestWorld {
    /// The claim `status.status_list` of an access token.
    func reference(_ accessToken: String) throws -> StatusReference {
        let claims = try claims(accessToken)
        let list = try #require(claims["status"]?["status_list"]?.object)
        return StatusReference(
            uri: try #require(list["uri"]?.string),
            index: Int(try #require(list["idx"]?.integer))
        )
    }

    /// What the published lists say of an access token, read as a verifier reads them; nil when no list has it.
    func publishedStatus(_ accessToken: String) throws -> TokenStatus? {
        let reference = try reference(accessToken)
        let number = try #require(reference.uri.split(separator: "/").last.flatMap { Int($0) })
        return try publishedList(number)?.status(at: reference.index)
    }

    /// A published list, verified and unpacked.
    func publishedList(_ number: Int) throws -> StatusList? {
        guard let signed = try identity.status.currentList(number) else { return nil }
        let verified = try identity.signingKeys.verificationKeys().verify(signed.token)
        let claims = try JSONValue(parsing: verified.payload)
        let list = try #require(claims["status_list"]?.object)
        let text = try #require(list["lst"]?.string)
        let packed = try #require(Base64URL.decode(text))
        return try StatusList(
            bitsPerEntry: Int(try #require(list["bits"]?.integer)),
            compressed: packed,
            maximumBytes: 1 << 20
        )
    }

    /// The positions that may be given out again, from the soonest.
    func freePositions() async throws -> [Int64] {
        try await database.read {
            try $0.rows("SELECT position FROM free_status_positions ORDER BY free_from, position")
                .map { try $0.integer("position") }
        }
    }
}

extension StatusSubscription {
    /// The events that have arrived, once there are `count`.
    func events(_ count: Int) async -> [StatusEvent] {
        var found: [StatusEvent] = []
        guard count > 0 else { return found }
        for await message in messages {
            if case .events(let events) = message { found += events }
            if found.count >= count { break }
        }
        return found
    }
}
